using System.Text.Json;

namespace ShiftEval.Tests.Metrics;

/// <summary>Values of NumPy, SciPy and scikit-learn, made by Fixtures/metrics/make_inference.py.</summary>
internal static class InferenceFixture
{
    private static readonly JsonDocument Document =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "metrics", "inference.json")));

    public static JsonElement[] Of(string name) => [.. Document.RootElement.GetProperty(name).EnumerateArray()];
}
