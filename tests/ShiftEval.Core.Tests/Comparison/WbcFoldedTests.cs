using System.Collections.Concurrent;
using ShiftEval.Datasets.Batches;
using ShiftEval.Estimation;
using ShiftEval.Estimation.Targets;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Folding;
using ShiftEval.Statistics.Specs;
using ShiftEval.Tests.Reference;
using BatchEstimator = ShiftEval.Tests.Reference.BatchEstimator;
using Estimator = ShiftEval.Statistics.Specs.BatchEstimator;

namespace ShiftEval.Tests.Comparison;

/// <summary>
/// Real photographs: a folded file renormalised to a laboratory, against the unfolded model in float64 whose every BatchNorm's output
/// is renormalised in the same way.
/// </summary>
public sealed class WbcFoldedTests
{
    private const int BatchSize = 32;
    private const double LogitTolerance = 1e-3;
    private const double IdentityTolerance = 1e-4;
    private static readonly string[] Classes = ["eosinophil", "lymphocyte", "monocyte", "neutrophil"];
    private static readonly ConcurrentDictionary<string, Lazy<Folded>> Labs = new(StringComparer.Ordinal);

    public static TheoryData<string> Names => ["isfahan-leukocytes", "bccd"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Default_FoldedClassifier_TakesWhatTheTwinTakes(string lab)
    {
        Folded folded = Open(lab);

        FoldSelection byTwin = FoldSelection.ByTwin(folded.Model, OnnxModel.Load(folded.TwinPath));

        Assert.Equal(15, folded.Selection.Taken.Count);
        Assert.Equal(byTwin.Taken.Select(candidate => candidate.Name), folded.Selection.Taken.Select(candidate => candidate.Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Write_MomentsOfTheLaboratory_EqualsTheUnfoldedModelRenormalisedInFloat64(string lab)
    {
        Folded folded = Open(lab);
        IReadOnlyList<int> test = folded.Lab.Data.Positions(folded.Lab.Data.Splits.Test(lab));

        SampleScores actual = folded.Score(folded.Recalibrate(folded.Lab.Data.Positions(folded.Lab.Data.Splits.Adapt(lab))), test);
        double[] expected = Expected(folded, lab, test);

        int ours = folded.Correct([.. actual.Values.Select(value => (double)value)], test);
        int reference = folded.Correct(expected, test);
        int unfolded = folded.Lab.ScoreOf("domain", lab).GetProperty("correct").GetInt32();
        int stored = folded.Lab.ScoreOf("ema", lab).GetProperty("correct").GetInt32();
        double worst = actual.Values.Zip(expected).Max(pair => Math.Abs(pair.First - pair.Second) / Math.Max(1, Math.Abs(pair.Second)));
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"{lab}{(folded.IsWhole ? "" : ", from a part of the source images")}: {ours} of {test.Count} correct, {reference} in float64, logits off by {worst:E2}; unfolded domain {unfolded} ({ours - unfolded:+0;-0;0}), ema {stored}"));
        Close.Assert(expected, [.. actual.Values.Select(value => (double)value)], LogitTolerance, lab);
        Assert.InRange(ours, reference - 1, reference + 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Write_MomentsOfTheSourceItself_GivesTheFilesOutputs(string lab)
    {
        Folded folded = Open(lab);
        IReadOnlyList<int> test = folded.Lab.Data.Positions(folded.Lab.Data.Splits.Test(lab));

        SampleScores actual = folded.Score(folded.Recalibrate(folded.SourceImages), test);

        SampleScores stored = folded.Score(folded.Model, test);
        Close.Assert([.. stored.Values.Select(value => (double)value)], [.. actual.Values.Select(value => (double)value)], IdentityTolerance, lab);
    }

    /// <summary>The logits of the unfolded model whose every BatchNorm output y becomes (y − m_t)·sqrt(v_s/v_t) + m_s.</summary>
    private static double[] Expected(Folded folded, string lab, IReadOnlyList<int> test)
    {
        Float64Graph graph = Float64Graph.Load(folded.TwinPath);
        IReadOnlyDictionary<string, double> epsilon = BatchNormLayers.Find(OnnxModel.Load(folded.TwinPath))
            .ToDictionary(layer => layer.Name, layer => layer.Epsilon, StringComparer.Ordinal);
        IReadOnlyDictionary<string, LayerMoments>[] batches = [.. folded.SourceImages.Chunk(BatchSize).Select(chunk => graph.Frozen(folded.Images(chunk)))];
        Dictionary<string, LayerMoments> source = graph.Layers.ToDictionary(
            layer => layer, layer => LayerMoments.Join([.. batches.Select(batch => batch[layer])], BatchEstimator.Total), StringComparer.Ordinal);

        Dictionary<string, LayerMoments> chosen = new(StringComparer.Ordinal);
        graph.RunWith(
            folded.Images(folded.Lab.Data.Positions(folded.Lab.Data.Splits.Adapt(lab))),
            (layer, x, stored) => chosen[layer] = Renormalising(stored, source[layer], LayerMoments.Measure(x), epsilon[layer]));
        return [.. test.Chunk(BatchSize).SelectMany(chunk => graph.Run(folded.Images(chunk), chosen).Data)];
    }

    /// <summary>
    /// The statistics with which a BatchNorm gives the renormalised output. With input x of moments m_s, v_s on source and m_t, v_t on
    /// target images, y = (x − μ)·g/σ + b has moments affine in these, so that its renormalisation is (x − μ')·g/σ' + b with
    /// σ' = σ·sqrt(v_t/v_s) and μ' = m_t − (m_s − μ)·sqrt(v_t/v_s), whatever g and b. Channels without variance keep what they have.
    /// </summary>
    private static LayerMoments Renormalising(LayerMoments stored, LayerMoments source, LayerMoments target, double epsilon)
    {
        double[] mean = [.. stored.Mean], variance = [.. stored.Variance];
        double floor = TinyChannels.Floor(source.Variance), targetFloor = TinyChannels.Floor(target.Variance);
        for (int c = 0; c < mean.Length; c++)
        {
            if (source.Variance[c] > floor && target.Variance[c] > targetFloor)
            {
                double ratio = target.Variance[c] / source.Variance[c];
                mean[c] = target.Mean[c] - ((source.Mean[c] - stored.Mean[c]) * Math.Sqrt(ratio));
                variance[c] = ((stored.Variance[c] + epsilon) * ratio) - epsilon;
            }
        }

        return new LayerMoments(target.Count, mean, variance);
    }

    private static Folded Open(string lab)
    {
        string folder = SharedReference.FolderOrSkip();
        return Labs.GetOrAdd(lab, _ => new Lazy<Folded>(() => new Folded(folder, lab))).Value;
    }

    /// <summary>One laboratory's folded model with the moments of its source.</summary>
    private sealed class Folded
    {
        // Every so many of the source images are enough to compare two ways of computing; the long form takes them all.
        private const int Stride = 6;
        private readonly FoldedTarget target;

        public Folded(string folder, string lab)
        {
            string files = Path.Combine(folder, "reference", "wbc", lab);
            TwinPath = Path.Combine(files, "model.onnx");
            Lab = new ReferenceLab(
                Path.Combine(files, "model.folded.onnx"),
                Path.Combine(folder, "data", "wbc-5labs", $"leave-out-{lab}.csv"),
                Path.Combine(folder, "reference", "wbc", "preprocessor_config.json"),
                Path.Combine(files, "reference.json"),
                Classes);
            Selection = FoldSelection.Default(Model);
            IReadOnlyList<int> all = Lab.Data.Positions(Lab.Data.Splits.Precise(Lab.Data.Roles.Sources));
            IsWhole = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("SHIFTEVAL_LONG_TESTS"));
            SourceImages = IsWhole ? all : [.. all.Where((_, i) => i % Stride == 0)];
            target = FoldedTarget.Measure(Lab.Model.Context, Selection, SourceImages, BatchSize, progress: null, CancellationToken.None);
        }

        public string TwinPath { get; }

        public ReferenceLab Lab { get; }

        public OnnxModel Model => Lab.Model.Model;

        public FoldSelection Selection { get; }

        public IReadOnlyList<int> SourceImages { get; }

        /// <summary>Whether all source images are taken, so that the figures are those of a real run.</summary>
        public bool IsWhole { get; }

        /// <summary>The file renormalised from images to its source.</summary>
        public OnnxModel Recalibrate(IReadOnlyList<int> images)
        {
            EstimationSettings settings = new(EstimationMethod.Population, Estimator.Total, BatchSize);
            return target.Write(new StatisticsEstimator(target.Context).Estimate(images, settings, progress: null, CancellationToken.None).Statistics).Model;
        }

        public SampleScores Score(OnnxModel model, IReadOnlyList<int> images)
        {
            using Scorer scorer = Lab.Model.CreateScorer(model);
            return scorer.Score(images, BatchSize, progress: null, CancellationToken.None);
        }

        public Tensor64 Images(IReadOnlyList<int> images) => Tensor64.Of(
            Lab.Model.Context.Reader.Read(images, new BatchPlan(images.Count), CancellationToken.None).Single().Values.Span,
            [images.Count, .. Lab.Model.Context.Input.SampleShape.Select(side => (int)side)]);

        /// <summary>Images whose largest logit is their class's.</summary>
        public int Correct(double[] logits, IReadOnlyList<int> images) => images.Select((image, i) =>
            Classes[System.Numerics.Tensors.TensorPrimitives.IndexOfMax<double>(logits.AsSpan(i * Classes.Length, Classes.Length))] == Lab.Data.Splits.Samples[image].Label)
            .Count(hit => hit);
    }
}
