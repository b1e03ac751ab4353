using System.Text.Json;
using ShiftEval.Comparison;
using ShiftEval.Comparison.Setup;
using ShiftEval.Inference;
using ShiftEval.Metrics;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Tests.Comparison;

/// <summary>A model with its data and the values PyTorch computed for it, run through the production path from the image files on.</summary>
internal sealed class ReferenceLab
{
    private readonly JsonElement reference;
    private readonly StatisticsResolver resolver;

    public ReferenceLab(string model, string data, string preprocess, string referenceJson, IReadOnlyList<string> classes)
    {
        reference = JsonDocument.Parse(File.ReadAllBytes(referenceJson)).RootElement;
        RunOptions options = new()
        {
            Data = data,
            Preprocess = preprocess,
            Inference = new InferenceOptions { Device = DeviceKind.Cpu },
            Classes = string.Join(',', classes),
        };
        Data = DataSetup.Prepare(options, needsTest: true);
        Model = ModelSetup.Prepare("model", model, options, Data, ExecutionDevice.Resolve(options.Inference), needsScores: true);
        resolver = new StatisticsResolver(Model, Data, seed: 0, progress: null);
        Options = new ComparisonOptions { Run = options, Models = [model], Metrics = new MetricOptions { Resamples = 100, Metrics = ["accuracy", "balancedAccuracy", "nll"] } };
    }

    public DataSetup Data { get; }

    public ModelSetup Model { get; }

    public ComparisonOptions Options { get; }

    /// <summary>The specs with reference statistics.</summary>
    public IEnumerable<string> StatisticsSpecs => reference.GetProperty("statistics").EnumerateObject().Select(spec => spec.Name);

    /// <summary>The specs with reference scores.</summary>
    public IEnumerable<string> ScoreSpecs => reference.GetProperty("scores").EnumerateObject().Select(spec => spec.Name);

    /// <summary>Statistics of a spec for one scored domain.</summary>
    public ModelStatistics Statistics(string spec, string domain)
    {
        ResolvedStatistics resolved = resolver.Resolve(SpecParser.ParseOne(spec), [domain], CancellationToken.None);
        return resolved.Values ?? BatchNormLayers.Stored(Model.Layers);
    }

    /// <summary>Raw outputs on a domain's test images in file order.</summary>
    public SampleScores Scores(string spec, string domain)
    {
        StatisticsSpec parsed = SpecParser.ParseOne(spec);
        if (!parsed.IsConstant)
        {
            return new TestTimeScoring(Model, Data, batchSize: 16, progress: null)
                .Score(parsed, Data.Positions(Data.Splits.Test(domain)), seed: 0, "scoring", CancellationToken.None);
        }

        OnnxModel written = StatisticsWriter.Write(Model.Model, Statistics(spec, domain)).Model;
        using Scorer scorer = Model.CreateScorer(written);
        return scorer.Score(Data.Positions(Data.Splits.Test(domain)), batchSize: 16, progress: null, CancellationToken.None);
    }

    public IEnumerable<string> ScoredDomains(string spec) => reference.GetProperty("scores").GetProperty(spec).EnumerateObject().Select(domain => domain.Name);

    public JsonElement ScoreOf(string spec, string domain) => reference.GetProperty("scores").GetProperty(spec).GetProperty(domain);

    /// <summary>The largest Δmean/sqrt(var+ε) and Δvar/(var+ε) over all layers and channels.</summary>
    public (double Mean, double Variance) StatisticsError(string spec, string domain)
    {
        ModelStatistics actual = Statistics(spec, domain);
        JsonElement expected = reference.GetProperty("statistics").GetProperty(spec);
        Assert.Equal(expected.EnumerateObject().Count(), actual.Layers.Count);
        double meanError = 0;
        double varianceError = 0;
        foreach (BatchNormLayer layer in Model.Layers)
        {
            double[] mean = Numbers(expected.GetProperty(layer.Name).GetProperty("mean"));
            double[] variance = Numbers(expected.GetProperty(layer.Name).GetProperty("var"));
            LayerStatistics own = actual[layer.Name];
            Assert.Equal(mean.Length, own.Channels);
            for (int c = 0; c < mean.Length; c++)
            {
                double scale = variance[c] + layer.Epsilon;
                meanError = Math.Max(meanError, Math.Abs(own.Mean[c] - mean[c]) / Math.Sqrt(scale));
                varianceError = Math.Max(varianceError, Math.Abs(own.Variance[c] - variance[c]) / scale);
            }
        }

        return (meanError, varianceError);
    }

    /// <summary>Asserts Δmean ≤ meanTolerance·sqrt(var+ε) and Δvar ≤ varianceTolerance·(var+ε) in every channel.</summary>
    public void AssertStatistics(string spec, string domain, double meanTolerance, double varianceTolerance)
    {
        (double mean, double variance) = StatisticsError(spec, domain);
        Assert.True(mean <= meanTolerance, $"{spec}: a mean is off by {mean:E2} standard deviations");
        Assert.True(variance <= varianceTolerance, $"{spec}: a variance is off by {variance:E2}");
    }

    /// <summary>Asserts mean and first logits, and the number of hits within <paramref name="hits"/>.</summary>
    public void AssertScores(string spec, string domain, double logitTolerance, int hits)
    {
        SampleScores scores = Scores(spec, domain);
        JsonElement expected = ScoreOf(spec, domain);
        Assert.Equal(expected.GetProperty("samples").GetInt32(), scores.Indices.Count);
        double[] mean = Numbers(expected.GetProperty("meanLogits"));
        JsonElement given = expected.GetProperty("firstLogits");
        double[][] first = given[0].ValueKind == JsonValueKind.Array ? [.. given.EnumerateArray().Select(Numbers)] : [Numbers(given)];
        for (int k = 0; k < mean.Length; k++)
        {
            double own = Enumerable.Range(0, scores.Indices.Count).Average(i => (double)scores.Values[(i * scores.Columns) + k]);
            Assert.True(Math.Abs(own - mean[k]) <= logitTolerance * Math.Max(1, Math.Abs(mean[k])), $"{spec} {domain} mean logit {k}: {own} expected {mean[k]}");
            for (int i = 0; i < first.Length; i++)
            {
                double logit = scores.Values[(i * scores.Columns) + k];
                Assert.True(Math.Abs(logit - first[i][k]) <= logitTolerance * Math.Max(1, Math.Abs(first[i][k])), $"{spec} {domain} logit {i},{k}: {logit} expected {first[i][k]}");
            }
        }

        string[] classes = Options.Run.Classes!.Split(',');
        int correct = Enumerable.Range(0, scores.Indices.Count).Count(i =>
        {
            ReadOnlySpan<float> row = scores.Values.AsSpan(i * scores.Columns, scores.Columns);
            return classes[System.Numerics.Tensors.TensorPrimitives.IndexOfMax(row)] == Data.Splits.Samples[scores.Indices[i]].Label;
        });
        Assert.InRange(correct, expected.GetProperty("correct").GetInt32() - hits, expected.GetProperty("correct").GetInt32() + hits);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];
}
