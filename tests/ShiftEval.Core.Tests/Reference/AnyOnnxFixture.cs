using System.Runtime.InteropServices;
using System.Text.Json;
using ShiftEval.Tests.Reference.Operators;

namespace ShiftEval.Tests.Reference;

/// <summary>The models that carry BatchNorm in every way, and what each should give.</summary>
internal static class AnyOnnxFixture
{
    private static readonly Lazy<JsonElement> Json = new(
        () => JsonDocument.Parse(File.ReadAllBytes(PathOf("models.json"))).RootElement);

    private static readonly Lazy<IReadOnlyDictionary<string, AnyOnnxModel>> LazyModels = new(
        () => Json.Value.GetProperty("models").EnumerateArray().Select(Model)
            .ToDictionary(model => model.File, StringComparer.Ordinal));

    private static readonly Lazy<IReadOnlyDictionary<string, AnyOnnxReference>> LazyReferences = new(
        () => Json.Value.GetProperty("references").EnumerateObject()
            .ToDictionary(one => one.Name, one => Reference(one.Value), StringComparer.Ordinal));

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Fixtures", "any-onnx");

    /// <summary>By file name.</summary>
    public static IReadOnlyDictionary<string, AnyOnnxModel> Models => LazyModels.Value;

    /// <summary>By the name that models refer to.</summary>
    public static IReadOnlyDictionary<string, AnyOnnxReference> References => LazyReferences.Value;

    public static string PathOf(string file) => Path.Combine(Folder, file);

    /// <summary>
    /// The input that a reference was computed with, as a graph of other layout or fixed batch takes it; every input gets it.
    /// </summary>
    public static Dictionary<string, Tensor64> Feeds(OnnxFile file, Tensor64 x) =>
        file.Inputs.ToDictionary(input => input.Name, input => Fit(x, input.Shape), StringComparer.Ordinal);

    private static Tensor64 Fit(Tensor64 x, int[] shape)
    {
        Tensor64 laidOut = shape is [_, 8, 8, 3] ? Moves.Permute(x, [0, 2, 3, 1]) : x;
        return laidOut.Rows(0, shape[0] > 0 ? shape[0] : laidOut.Shape[0]);
    }

    private static AnyOnnxModel Model(JsonElement json) => new(
        Text(json, "file"),
        json.GetProperty("layers").GetInt32(),
        json.TryGetProperty("layersInBranchesNeverTaken", out JsonElement untaken) ? untaken.GetInt32() : 0,
        json.TryGetProperty("names", out JsonElement names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : null,
        Text(json, "recalibration") == "refused",
        Text(json, "reason"),
        Text(json, "missingKernel"),
        Text(json, "finding"),
        Text(json, "reference"),
        Text(json, json.TryGetProperty("reference", out _) ? "reference" : "populationReference"))
    {
        About = Text(json, "about"),
    };

    private static string Text(JsonElement json, string key) => json.TryGetProperty(key, out JsonElement text) ? text.GetString()! : "";

    private static AnyOnnxReference Reference(JsonElement json)
    {
        JsonElement input = Json.Value.GetProperty("inputs").GetProperty(Text(json, "input"));
        float[] data = MemoryMarshal.Cast<byte, float>(input.GetProperty("data").GetBytesFromBase64()).ToArray();
        int[] shape = [.. input.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())];
        return new AnyOnnxReference(
            Tensor64.Of(data, shape),
            Numbers(json.GetProperty("logits")),
            [.. json.GetProperty("population").EnumerateArray().Select(layer => new LayerMoments(
                layer.GetProperty("count").GetInt64(), Numbers(layer.GetProperty("mean")), Numbers(layer.GetProperty("var"))))],
            Numbers(json.GetProperty("populationLogits")));
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];
}
