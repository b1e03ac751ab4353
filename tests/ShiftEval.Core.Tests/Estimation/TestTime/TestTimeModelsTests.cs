using ShiftEval.Diagnostics;
using ShiftEval.Estimation;
using ShiftEval.Estimation.TestTime;
using ShiftEval.Inference;
using ShiftEval.Statistics.Specs;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Estimation.TestTime;

/// <summary>Statistics of the images scored in every way to carry BatchNorm, against naive loops in double.</summary>
public sealed class TestTimeModelsTests
{
    private static readonly string[] BehindBranches = ["if-on-data.onnx"];

    public static TheoryData<string> Models => [.. AnyOnnxFixture.Models.Values
        .Where(model => !model.IsRefused && model.Reference.Length > 0)
        .Select(model => model.File)
        .Except(BehindBranches, StringComparer.Ordinal)
        .Where(file => Naive(file).File.Inputs.Count == 1)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Score_AnyModel_EqualsFloat64(string file)
    {
        AnyModel model = AnyOnnxEstimationTests.Model(file, out _);
        Float64Graph graph = Naive(file);
        TestTimeScorer scorer = Of(model.Context);
        NaiveTestTime naive = new(graph, model.Samples, _ => true, mean: true, variance: true);
        NaiveTestTime means = new(graph, model.Samples, _ => true, mean: true, variance: false);
        bool hasSingleValues = HasSingleValues(graph, model.Samples);

        Check("batch:6", naive.Batches([6], 1, isMoment: false));
        Check("batch:2147483647", naive.Batches([6], 1, isMoment: false));
        Check("batch:4", naive.Batches([4, 2], 1, isMoment: false));
        Check("batch:5", naive.Batches(hasSingleValues ? [6] : [5, 1], 1, isMoment: false));
        Check("alpha:0.3,batch=3,rule=moment", naive.Batches([3, 3], 0.3, isMoment: true));
        Check("instance:k=0.7", naive.Instance(0.7));
        Check("instance:k=0.7,only=mean", means.Instance(0.7));
        Check("stream:ema", naive.Moving());
        if (hasSingleValues)
        {
            (string Spec, string Remedy)[] refused =
            [
                ("batch:1", "Use batch:2 or more, or layers= for the layers below"),
                ("alpha:0.5,batch=1", "Add batch=2 or more, or layers= for the layers below"),
                ("stream:window=3", "Add layers= for the layers below"),
                ("stream:window=1", "Add layers= for the layers below"),
            ];
            foreach ((string spec, string remedy) in refused)
            {
                Assert.Equal(
                    $"--statistics {spec}: {model.Context.Model.Name} has a layer with one value per sample and channel, which one image alone leaves without variance. {remedy}.",
                    Assert.Throws<InputException>(() => Values(scorer, spec)).Message);
            }
        }
        else
        {
            Check("batch:1", naive.Batches([1, 1, 1, 1, 1, 1], 1, isMoment: false));
            Check("stream:window=3", naive.Window(3));
        }

        void Check(string spec, double[] expected)
        {
            double[] actual = Values(scorer, spec);
            double worst = expected.Zip(actual, (e, a) => Math.Abs(e - a) / Math.Max(1, Math.Abs(e))).Max();
            TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{file} {spec}: {worst:E2}"));
            Close.Assert(expected, actual, 1e-4, $"{file} {spec}");
        }
    }

    [Fact]
    public void Score_SingleValuesInALayerThatStays_AreNoObstacle()
    {
        // The second layer of the row model sees one value a sample and channel, and so does the first: neither is taken by a pattern of a conv net.
        AnyModel model = AnyOnnxEstimationTests.Model("norm-on-logits.onnx", out _);
        Float64Graph graph = Naive("norm-on-logits.onnx");
        string below = graph.Layers.First();
        Assert.True(HasSingleValues(graph, model.Samples));
        NaiveTestTime naive = new(graph, model.Samples, layer => layer == below, mean: true, variance: true);
        TestTimeScorer scorer = Of(model.Context);

        Close.Assert(naive.Batches([1, 1, 1, 1, 1, 1], 1, isMoment: false), Values(scorer, "batch:1,layers=first:1"), 1e-4, "batch:1");
        Close.Assert(naive.Batches([5, 1], 1, isMoment: false), Values(scorer, "batch:5,layers=first:1"), 1e-4, "batch:5");
        Close.Assert(naive.Window(3), Values(scorer, "stream:window=3,layers=first:1"), 1e-4, "stream:window=3");
    }

    // A fixed batch is written into a Reshape of these files; what they compute is the same.
    private static Float64Graph Naive(string file) => Float64Graph.Load(AnyOnnxFixture.PathOf(file is "batch-1.onnx" or "batch-5.onnx" ? "opset-17.onnx" : file));

    private static TestTimeScorer Of(EstimationContext context) => new(context, "logits", CancellationToken.None);

    private static bool HasSingleValues(Float64Graph graph, Tensor64 samples)
    {
        bool found = false;
        graph.RunWith(samples, (_, x, stored) =>
        {
            found |= Tensor64.Size(x.Shape.AsSpan(2)) == 1;
            return stored;
        });
        return found;
    }

    private static double[] Values(TestTimeScorer scorer, string spec)
    {
        SampleScores scores = scorer.Score(SpecParser.ParseOne(spec), [0, 1, 2, 3, 4, 5], 4, progress: null, CancellationToken.None);
        return Array.ConvertAll(scores.Values, value => (double)value);
    }
}
