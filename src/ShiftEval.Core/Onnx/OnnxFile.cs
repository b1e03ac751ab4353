using System.Globalization;
using System.Security;
using System.Text;
using Google.Protobuf;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>Reads the bytes of an ONNX file and refuses, with a reason, what is none.</summary>
internal static class OnnxFile
{
    public const string TooLarge = "is larger than the 2 GB that one ONNX file can hold";
    public const string TooLargeRemedy = "Export the model with its weights in an external data file";
    private const string ExportRemedy = "Give an .onnx file, as written by the training framework's ONNX export";
    private const string DownloadRemedy = "Copy or download the file again";

    public static byte[] ReadAllBytes(string path)
    {
        if (Directory.Exists(path))
        {
            throw new InputException(path, "is a folder", "Name the .onnx file in it");
        }

        try
        {
            FileInfo file = new(path);
            if (!file.Exists)
            {
                throw new InputException(path, "does not exist", "Check the path of the model");
            }

            if (file.Length > int.MaxValue)
            {
                throw new InputException(path, TooLarge, TooLargeRemedy);
            }

            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SecurityException
            or ArgumentException or NotSupportedException)
        {
            throw new InputException(path, $"cannot be read ({exception.Message})", "Check the path and its permissions");
        }
    }

    public static ModelProto ParseModel(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.IsEmpty)
        {
            throw new InputException(name, "is empty", DownloadRemedy);
        }

        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw Unreadable(bytes, name, exception);
        }

        string? missing = FirstMissing(model);
        if (missing is null)
        {
            return model;
        }

        throw ForeignFormat.Guess(bytes) is { } guess
            ? LooksLike(name, guess)
            : new InputException(name, $"is not an ONNX model: it has no {missing}", ExportRemedy);
    }

    private static string? FirstMissing(ModelProto model) => model switch
    {
        { HasIrVersion: false } or { IrVersion: <= 0 } => "IR version number",
        { Graph: null } => "graph",
        { Graph.Output.Count: 0 } => "outputs",
        _ => null,
    };

    private static InputException Unreadable(ReadOnlySpan<byte> bytes, string name, InvalidProtocolBufferException exception)
    {
        if (ForeignFormat.Guess(bytes) is { } guess)
        {
            return LooksLike(name, guess);
        }

        if (exception.Message.Contains("too many levels of nesting", StringComparison.Ordinal))
        {
            return new InputException(name, "nests its graphs too deeply to be read", "Simplify the nested If, Loop and Scan nodes");
        }

        if (exception.InnerException is DecoderFallbackException)
        {
            return new InputException(
                name,
                "holds names or other text that is not UTF-8, or is damaged",
                "Export the model again with names in UTF-8");
        }

        return new InputException(
            name,
            string.Create(CultureInfo.InvariantCulture, $"is not an ONNX model, or is damaged or cut short after {bytes.Length} bytes"),
            $"{DownloadRemedy}, or export it again");
    }

    private static InputException LooksLike(string name, string guess) =>
        new(name, $"is not an ONNX model: it looks like {guess}", ExportRemedy);
}
