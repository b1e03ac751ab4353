using System.Text;

namespace ShiftEval.Onnx;

/// <summary>Guesses what a file is that turned out not to be an ONNX model, so that the message can say so.</summary>
internal static class ForeignFormat
{
    private const string WebPage = "a web page, perhaps the error page of a failed download";

    private static readonly (int Offset, byte[] Magic, string Name)[] Signatures =
    [
        (0, [0x89, .. "PNG"u8], "a PNG image"),
        (0, [0xFF, 0xD8, 0xFF], "a JPEG image"),
        (0, [0x89, .. "HDF"u8], "an HDF5 file (Keras weights?)"),
        (0, [.. "PK\x03\x04"u8], "a zip archive, as PyTorch's .pt and .pth files and Keras' .keras files are"),
        (0, [0x1F, 0x8B], "a gzip archive"),
        (0, [0x80, 0x02], "a Python pickle, as old PyTorch .pt and .pth files are"),
        (0, [0x80, 0x03], "a Python pickle"),
        (0, [0x80, 0x04], "a Python pickle"),
        (0, [0x80, 0x05], "a Python pickle"),
        (0, [0x93, .. "NUMPY"u8], "a NumPy array"),
        (0, [.. "%PDF"u8], "a PDF document"),
        (0, [.. "GGUF"u8], "a GGUF model"),
        (0, [.. "version https://git-lfs"u8], "a Git LFS pointer, not the file it stands for"),
        (4, [.. "TFL3"u8], "a TensorFlow Lite model"),
        (4, [.. "ORTM"u8], "a model in ONNX Runtime's own .ort format"),
        (8, [.. "{\""u8], "a safetensors file"),
        (8, [.. "{ "u8], "a safetensors file"),
    ];

    /// <summary>What the bytes look like, as a noun phrase; null when nothing is recognised.</summary>
    public static string? Guess(ReadOnlySpan<byte> bytes)
    {
        foreach ((int offset, byte[] magic, string name) in Signatures)
        {
            if (bytes.Length >= offset + magic.Length && bytes.Slice(offset, magic.Length).SequenceEqual(magic))
            {
                return name;
            }
        }

        return GuessText(bytes);
    }

    private static string? GuessText(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> start = bytes[..Math.Min(bytes.Length, 512)];
        foreach (byte value in start)
        {
            if (value < 0x20 && value is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
            {
                return null;
            }
        }

        string text = Encoding.UTF8.GetString(start).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return text switch
        {
            ['{' or '[', ..] => "a JSON file",
            _ when text.StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase) => WebPage,
            _ when text.StartsWith("<html", StringComparison.OrdinalIgnoreCase) => WebPage,
            ['<', ..] => "an XML file",
            _ when !text.Contains('\uFFFD') => "a text file",
            _ => null,
        };
    }
}
