using System.Text.Json;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

/// <summary>Values of scikit-learn and SciPy, made by Fixtures/metrics/make_metrics.py.</summary>
internal static class MetricsFixture
{
    private static readonly JsonDocument Document =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "metrics", "metrics.json")));

    public static JsonElement Of(string name) => Document.RootElement.GetProperty(name);

    public static JsonElement Case(string name) =>
        Of("cases").EnumerateArray().Single(element => string.Equals(element.GetProperty("name").GetString(), name, StringComparison.Ordinal));

    public static TheoryData<string> CaseNames() => new(Of("cases").EnumerateArray().Select(element => element.GetProperty("name").GetString()!));

    public static int[] Ints(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    public static double[] Doubles(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    public static float[] Floats(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetSingle())];

    public static double Number(this JsonElement element, string name) => element.GetProperty(name).GetDouble();

    public static ScoredSamples Cell(this JsonElement element)
    {
        int classes = element.GetProperty("classes").GetInt32();
        double[] probabilities = element.TryGetProperty("probabilities", out _)
            ? element.Doubles("probabilities")
            : Probabilities.FromLogits(element.Floats("logits"), classes);
        return new ScoredSamples(element.Ints("truth"), Probabilities.MostProbable(probabilities, classes), probabilities, element.Ints("group"), classes);
    }

    public static void Near(double expected, double? actual, double tolerance = 1e-12)
    {
        Assert.NotNull(actual);
        Assert.True(Math.Abs(expected - actual.Value) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{actual:R} is not {expected:R} within {tolerance:R}.");
    }
}
