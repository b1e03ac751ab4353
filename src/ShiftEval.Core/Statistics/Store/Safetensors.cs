using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using ShiftEval.Diagnostics;

namespace ShiftEval.Statistics.Store;

/// <summary>The safetensors format: a header's length (u64, little-endian), the header as JSON, the tensors' bytes one after the other.</summary>
/// <remarks>Tensors of types F64 and U64 only. The same content has the same bytes: keys in ordinal order, the header filled up with blanks to 8 bytes.</remarks>
internal sealed class Safetensors
{
    public const string Real = "F64";
    public const string Number = "U64";
    public const int ElementBytes = 8;
    public const int LengthBytes = 8;
    public const string Metadata = "__metadata__";

    private const int Alignment = 8;

    public Safetensors(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<SafetensorsTensor> tensors)
    {
        Texts = metadata;
        Tensors = tensors;
    }

    /// <summary>The texts under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; }

    /// <summary>The tensors in the order in which their bytes lie in the file.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InputException">The bytes are not such a file, are cut short or damaged, or hold tensors of other types.</exception>
    public static Safetensors Parse(ReadOnlySpan<byte> bytes, string name)
    {
        SafetensorsHeader header = SafetensorsHeader.Parse(bytes, name);
        ReadOnlySpan<byte> data = bytes[header.End..];
        List<SafetensorsTensor> tensors = [];
        foreach (SafetensorsEntry entry in header.Entries)
        {
            ReadOnlySpan<byte> own = data[(int)entry.Start..(int)entry.End];
            tensors.Add(entry.Type == Real
                ? new SafetensorsTensor(entry.Name, entry.Shape, Reals(own), null)
                : new SafetensorsTensor(entry.Name, entry.Shape, null, Numbers(own)));
        }

        return new Safetensors(header.Metadata, tensors);
    }

    /// <summary>The file.</summary>
    public byte[] ToBytes()
    {
        byte[] header = Header();
        int padded = (header.Length + Alignment - 1) / Alignment * Alignment;
        byte[] bytes = new byte[LengthBytes + padded + (Tensors.Sum(tensor => tensor.Length) * ElementBytes)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)padded);
        header.CopyTo(bytes, LengthBytes);
        bytes.AsSpan(LengthBytes + header.Length, padded - header.Length).Fill((byte)' ');
        int at = LengthBytes + padded;
        foreach (SafetensorsTensor tensor in Tensors)
        {
            foreach (double value in tensor.Reals ?? [])
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at), value);
                at += ElementBytes;
            }

            foreach (ulong value in tensor.Numbers ?? [])
            {
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), value);
                at += ElementBytes;
            }
        }

        return bytes;
    }

    private byte[] Header()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(Metadata);
            foreach ((string key, string value) in Texts.OrderBy(text => text.Key, StringComparer.Ordinal))
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
            long start = 0;
            List<(SafetensorsTensor Tensor, long Start)> placed = [];
            foreach (SafetensorsTensor tensor in Tensors)
            {
                placed.Add((tensor, start));
                start += (long)tensor.Length * ElementBytes;
            }

            foreach ((SafetensorsTensor tensor, long first) in placed.OrderBy(entry => entry.Tensor.Name, StringComparer.Ordinal))
            {
                writer.WriteStartObject(tensor.Name);
                writer.WriteString("dtype", tensor.Type);
                WriteNumbers(writer, "shape", tensor.Shape);
                WriteNumbers(writer, "data_offsets", [first, first + ((long)tensor.Length * ElementBytes)]);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string key, IReadOnlyList<long> numbers)
    {
        writer.WriteStartArray(key);
        foreach (long number in numbers)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }

    private static double[] Reals(ReadOnlySpan<byte> bytes)
    {
        double[] values = new double[bytes.Length / ElementBytes];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * ElementBytes)..]);
        }

        return values;
    }

    private static ulong[] Numbers(ReadOnlySpan<byte> bytes)
    {
        ulong[] values = new ulong[bytes.Length / ElementBytes];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * ElementBytes)..]);
        }

        return values;
    }
}
