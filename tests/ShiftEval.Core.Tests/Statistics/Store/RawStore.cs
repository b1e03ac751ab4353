using System.Buffers.Binary;
using System.Text;

namespace ShiftEval.Tests.Statistics.Store;

/// <summary>Statistics files put together by hand, right or wrong.</summary>
internal static class RawStore
{
    public const string Moments = """{"format":"shifteval.moments/1","forward":"minibatch"}""";
    public const string Values = """{"format":"shifteval.statistics/1"}""";

    /// <summary>A header's length, the header and the data.</summary>
    public static byte[] File(string header, params double[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] bytes = new byte[8 + text.Length + (data.Length * 8)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)text.Length);
        text.CopyTo(bytes, 8);
        for (int i = 0; i < data.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 + text.Length + (i * 8)), data[i]);
        }

        return bytes;
    }

    /// <summary>A file of F64 vectors one after the other.</summary>
    public static byte[] Of(string metadata, params (string Name, double[] Values)[] tensors)
    {
        StringBuilder header = new($"{{\"__metadata__\":{metadata}");
        int at = 0;
        foreach ((string name, double[] values) in tensors)
        {
            header.Append(Entry(name, "F64", FormattableString.Invariant($"[{values.Length}]"), at, at += values.Length * 8));
        }

        return File(header.Append('}').ToString(), [.. tensors.SelectMany(tensor => tensor.Values)]);
    }

    /// <summary>An entry of a header, with the comma before it.</summary>
    public static string Entry(string name, string type, string shape, long start, long end) =>
        FormattableString.Invariant($",\"{name}\":{{\"dtype\":\"{type}\",\"shape\":{shape},\"data_offsets\":[{start},{end}]}}");
}
