using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ShiftEval.Tests.Reference;

/// <summary>One graph of operators.json.gz with inputs and the outputs that PyTorch or numpy gives.</summary>
internal sealed record OperatorCase(string Name, string Operator, byte[] Model, Tensor64[] Inputs, Tensor64[] Outputs)
{
    private static readonly Lazy<IReadOnlyDictionary<string, OperatorCase>> LazyAll = new(Read);

    public static IReadOnlyDictionary<string, OperatorCase> All => LazyAll.Value;

    private static Dictionary<string, OperatorCase> Read()
    {
        using GZipStream packed = new(File.OpenRead(TinyFixture.PathOf("operators.json.gz")), CompressionMode.Decompress);
        using JsonDocument document = JsonDocument.Parse(packed);
        return document.RootElement.EnumerateArray().Select(Case).ToDictionary(one => one.Name, StringComparer.Ordinal);
    }

    private static OperatorCase Case(JsonElement json) => new(
        json.GetProperty("name").GetString()!,
        json.GetProperty("operator").GetString()!,
        json.GetProperty("model").GetBytesFromBase64(),
        [.. json.GetProperty("inputs").EnumerateArray().Select(Tensor)],
        [.. json.GetProperty("outputs").EnumerateArray().Select(Tensor)]);

    private static Tensor64 Tensor(JsonElement json) => new(
        MemoryMarshal.Cast<byte, double>(json.GetProperty("data").GetBytesFromBase64()).ToArray(),
        [.. json.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())]);
}
