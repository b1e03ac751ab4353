using System.IO.Compression;
using System.Text.Json;

namespace ShiftEval.Tests.Reference;

/// <summary>The tiny labs: their rows, their preprocessed inputs, and what PyTorch made of them.</summary>
internal static class TinyFixture
{
    private const int Side = 24;
    private static readonly double[] ImageMean = [0.50, 0.45, 0.55], ImageStd = [0.20, 0.25, 0.20];
    private static readonly Lazy<TinyRow[]> LazyRows = new(ReadRows);
    private static readonly Lazy<byte[]> LazyPixels = new(ReadPixels);
    private static readonly Lazy<JsonElement> LazyReference = new(
        () => JsonDocument.Parse(File.ReadAllBytes(PathOf("reference.json"))).RootElement);

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Fixtures", "tiny");

    public static IReadOnlyList<TinyRow> Rows => LazyRows.Value;

    public static string PathOf(string file) => Path.Combine(Folder, file);

    /// <summary>The rows of one split of some labs, in file order.</summary>
    public static IReadOnlyList<TinyRow> Select(string split, params string[] labs) =>
        [.. Rows.Where(row => string.Equals(row.Split, split, StringComparison.Ordinal) && labs.Contains(row.Lab, StringComparer.Ordinal))];

    /// <summary>Preprocessed inputs [N, 3, 24, 24]: computed in double and rounded to float once, as the reference values were.</summary>
    public static float[] Inputs(IReadOnlyList<TinyRow> rows)
    {
        const int Plane = Side * Side;
        float[] inputs = new float[rows.Count * 3 * Plane];
        for (int n = 0; n < rows.Count; n++)
        {
            ReadOnlySpan<byte> image = LazyPixels.Value.AsSpan(rows[n].Index * Plane * 3, Plane * 3);
            for (int i = 0; i < image.Length; i++)
            {
                int channel = i % 3;
                inputs[(((n * 3) + channel) * Plane) + (i / 3)] = (float)(((image[i] / 255.0) - ImageMean[channel]) / ImageStd[channel]);
            }
        }

        return inputs;
    }

    /// <summary>The same inputs for the float64 evaluator.</summary>
    public static Tensor64 Batch(IReadOnlyList<TinyRow> rows) => Tensor64.Of(Inputs(rows), rows.Count, 3, Side, Side);

    /// <summary>The reference statistics that a spec means for the target lab.</summary>
    public static IReadOnlyDictionary<string, LayerMoments> Statistics(string spec) =>
        LazyReference.Value.GetProperty("statistics").GetProperty(spec).EnumerateObject().ToDictionary(
            layer => layer.Name,
            layer => new LayerMoments(0, Numbers(layer.Value.GetProperty("mean")), Numbers(layer.Value.GetProperty("var"))),
            StringComparer.Ordinal);

    /// <summary>The reference score of a spec on one lab's test rows.</summary>
    public static TinyScore Score(string spec, string lab)
    {
        JsonElement score = LazyReference.Value.GetProperty("scores").GetProperty(spec).GetProperty(lab);
        return new TinyScore(
            score.GetProperty("samples").GetInt32(),
            score.GetProperty("correct").GetInt32(),
            [.. score.GetProperty("firstLogits").EnumerateArray().SelectMany(Numbers)],
            Numbers(score.GetProperty("meanLogits")));
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    private static TinyRow[] ReadRows() => [.. File.ReadLines(PathOf("manifest.csv")).Skip(1).Select(ReadRow)];

    private static TinyRow ReadRow(string line, int index) => line.Split(',') is [var path, var label, var lab, var slide, var split]
        ? new TinyRow(index, path, label, lab, slide, split)
        : throw new InvalidDataException($"{line} is not a row of the manifest.");

    private static byte[] ReadPixels()
    {
        using GZipStream packed = new(File.OpenRead(PathOf("pixels.bin.gz")), CompressionMode.Decompress);
        using MemoryStream pixels = new();
        packed.CopyTo(pixels);
        return pixels.ToArray();
    }
}
