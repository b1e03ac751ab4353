using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ShiftEval.Diagnostics;

namespace ShiftEval.Statistics.Store;

/// <summary>The header of a safetensors file, checked against the file's length: its tensors fill the rest without gap or overlap.</summary>
internal sealed class SafetensorsHeader
{
    // The limit that the format's own readers have.
    private const long Largest = 100_000_000;
    private const string CopyAgain = "Copy the file again, or collect the statistics again";
    private const string OtherFile = "Give a .safetensors file that shifteval stats wrote";

    private readonly string name;

    private SafetensorsHeader(string name) => this.name = name;

    /// <summary>The texts under <c>__metadata__</c>.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>The tensors in the order of their bytes.</summary>
    public List<SafetensorsEntry> Entries { get; } = [];

    /// <summary>Where the tensors begin.</summary>
    public int End { get; private set; }

    /// <exception cref="InputException">The bytes have no such header, or it does not fit them.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> bytes, string name)
    {
        SafetensorsHeader header = new(name);
        if (bytes.Length < Safetensors.LengthBytes)
        {
            throw header.Bad(Say($"is cut short: it has {bytes.Length} bytes, and the length of its header alone takes {Safetensors.LengthBytes}"), CopyAgain);
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length > Largest)
        {
            throw header.Bad(Say($"is not a safetensors file: its header would have {length} bytes"), OtherFile);
        }

        if ((long)length > bytes.Length - Safetensors.LengthBytes)
        {
            throw header.Bad(Say($"is cut short: it has {bytes.Length} bytes, and its header alone takes {length + Safetensors.LengthBytes}"), CopyAgain);
        }

        header.End = Safetensors.LengthBytes + (int)length;
        header.Read(bytes[Safetensors.LengthBytes..header.End]);
        header.CheckPlaces(bytes.Length - header.End);
        return header;
    }

    private void Read(ReadOnlySpan<byte> json)
    {
        try
        {
            // Checked first: the document below would replace broken text without a word.
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(json);
            using JsonDocument document = JsonDocument.Parse(json.ToArray(), new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw Bad("is not a safetensors file: its header is not a JSON object", OtherFile);
            }

            HashSet<string> names = new(StringComparer.Ordinal);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (!names.Add(property.Name))
                {
                    throw Bad($"has two entries {property.Name} in its header", OtherFile);
                }

                if (property.Name == Safetensors.Metadata)
                {
                    ReadMetadata(property.Value);
                }
                else
                {
                    Entries.Add(ReadEntry(property.Name, property.Value));
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            throw Bad("is not a safetensors file: its header is not JSON", OtherFile);
        }
    }

    private void ReadMetadata(JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object)
        {
            throw Bad($"its {Safetensors.Metadata} is not a JSON object", OtherFile);
        }

        foreach (JsonProperty entry in metadata.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.String)
            {
                throw Bad($"its {Safetensors.Metadata} has {entry.Name}, which is not a text", OtherFile);
            }

            if (!Metadata.TryAdd(entry.Name, entry.Value.GetString()!))
            {
                throw Bad($"its {Safetensors.Metadata} has {entry.Name} twice", OtherFile);
            }
        }
    }

    private SafetensorsEntry ReadEntry(string tensor, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object
            || !entry.TryGetProperty("dtype", out JsonElement type) || type.ValueKind != JsonValueKind.String
            || !entry.TryGetProperty("shape", out JsonElement shape) || Numbers(shape) is not { } sides
            || !entry.TryGetProperty("data_offsets", out JsonElement offsets) || Numbers(offsets) is not [long start, long end])
        {
            throw Bad($"tensor {tensor}: its entry is not dtype, shape and data_offsets", OtherFile);
        }

        string element = type.GetString()!;
        if (element is not (Safetensors.Real or Safetensors.Number))
        {
            throw Bad($"tensor {tensor}: is of type {element}, and statistics are {Safetensors.Real} or {Safetensors.Number}", OtherFile);
        }

        // A product past the file's length stops growing, so that it cannot wrap around to a length that fits.
        UInt128 bytes = sides.Aggregate((UInt128)Safetensors.ElementBytes, (product, side) => product > long.MaxValue ? product : product * (UInt128)side);
        if (sides.Contains(0))
        {
            bytes = 0;
        }

        if (end < start || (UInt128)(end - start) != bytes)
        {
            throw Bad(Say($"tensor {tensor}: its shape [{string.Join(", ", sides)}] and type {element} do not take the bytes {start} to {end}"), CopyAgain);
        }

        return new SafetensorsEntry(tensor, element, sides, start, end);
    }

    private void CheckPlaces(long length)
    {
        Entries.Sort((left, right) => left.Start != right.Start ? left.Start.CompareTo(right.Start)
            : left.End != right.End ? left.End.CompareTo(right.End) : string.CompareOrdinal(left.Name, right.Name));
        long at = 0;
        foreach (SafetensorsEntry entry in Entries)
        {
            if (entry.Start < at)
            {
                throw Bad(Say($"tensor {entry.Name}: begins at byte {entry.Start}, which belongs to the tensor before"), OtherFile);
            }

            if (entry.Start > at)
            {
                throw Bad(Say($"tensor {entry.Name}: begins at byte {entry.Start}, and the {entry.Start - at} bytes before it belong to no tensor"), OtherFile);
            }

            at = entry.End;
            if (at > length)
            {
                throw Bad(Say($"is cut short: tensor {entry.Name} ends at byte {at} of the data, which have {length}"), CopyAgain);
            }
        }

        if (at < length)
        {
            throw Bad(Say($"has {length - at} bytes behind its last tensor"), CopyAgain);
        }
    }

    private static List<long>? Numbers(JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        List<long> numbers = [];
        foreach (JsonElement element in array.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out long number) || number < 0)
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers;
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // Names come from the file: a message is one line whatever they hold.
    private InputException Bad(string what, string remedy) => new(name, string.Concat(what.Select(c => char.IsControl(c) ? '\uFFFD' : c)), remedy);
}
