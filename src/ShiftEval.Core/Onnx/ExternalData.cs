using System.Globalization;
using System.Security;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>Where a tensor's values lie in a file beside the model.</summary>
/// <param name="Location">The file, relative to the model's folder, with forward slashes.</param>
/// <param name="Offset">The first byte.</param>
/// <param name="Length">The number of bytes; null when the rest of the file is meant.</param>
internal sealed record ExternalData(string Location, long Offset, long? Length)
{
    private const string ExportRemedy = "Export the model again";
    private const string PathRemedy = "Put the data file into the model's folder and name it by a plain relative path";

    public static bool IsExternal(TensorProto tensor) => tensor.DataLocation == TensorProto.Types.DataLocation.External;

    /// <summary>Reads the entries of an external tensor.</summary>
    /// <param name="tensor">A tensor with external data.</param>
    /// <param name="where">How messages name the tensor.</param>
    /// <exception cref="InputException">There is no location, it leaves the folder by its very text, or a number is none.</exception>
    public static ExternalData Of(TensorProto tensor, string where)
    {
        string location = Entry(tensor, "location") ?? "";
        string[] parts = location.Split('/', '\\');
        if (location.Length == 0)
        {
            throw new InputException(where, "has external data but does not say in which file", ExportRemedy);
        }

        if (parts[0].Length == 0 || parts[0].Contains(':') || parts.Contains("..") || location.Contains('\0'))
        {
            throw new InputException(where, $"its external data path '{location}' leaves the model's folder", PathRemedy);
        }

        return new ExternalData(location, Number(tensor, "offset", where) ?? 0, Number(tensor, "length", where));
    }

    /// <summary>The full path of the file in <paramref name="folder"/>.</summary>
    /// <exception cref="InputException">A symbolic link leads out of the folder.</exception>
    public string PathIn(string folder, string where)
    {
        string path = Path.GetFullPath(Path.Combine(folder, Location));
        return RealPath.IsInside(path, folder)
            ? path
            : throw new InputException(
                where,
                $"its external data path '{Location}' leaves the model's folder by a symbolic link",
                PathRemedy);
    }

    /// <summary>Reads exactly <paramref name="byteCount"/> bytes, the size of the tensor.</summary>
    /// <exception cref="InputException">There is no folder, the file is missing or too short, or the lengths disagree.</exception>
    public byte[] Read(string? folder, int byteCount, string where)
    {
        if (folder is null)
        {
            throw NoFolder(where);
        }

        string path = PathIn(folder, where);
        if (!File.Exists(path))
        {
            throw Missing(folder, where);
        }

        try
        {
            // Told by the folder, not by opening: a named pipe of that name has no bytes and would keep whoever opens it waiting.
            long size = new FileInfo(RealPath.Of(path)).Length;
            long available = Math.Max(0, size - Offset);
            long length = Length ?? available;
            if (length != byteCount)
            {
                throw new InputException(
                    where,
                    Invariant($"has {length} bytes of external data in '{Location}', but its shape and type ask for {byteCount}"),
                    ExportRemedy);
            }

            if (length > available)
            {
                throw new InputException(
                    where,
                    Invariant($"its external data file '{Location}' has {size} bytes, ")
                        + Invariant($"but {byteCount} from byte {Offset} on are asked for"),
                    "Copy or download the file again");
            }

            if (byteCount == 0)
            {
                return [];
            }

            byte[] bytes = new byte[byteCount];
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            stream.Position = Offset;
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception exception) when (IsFileFailure(exception))
        {
            throw new InputException(
                where,
                $"its external data file '{Location}' cannot be read ({exception.Message})",
                "Check the file and its permissions");
        }
    }

    /// <summary>The model was not read from a folder, so that there is no place to look for the file.</summary>
    public InputException NoFolder(string where) => new(
        where,
        $"its values lie in the file '{Location}', but the model was not read from a folder",
        "Load the model from its file");

    /// <summary>The file is not there.</summary>
    public InputException Missing(string folder, string where) =>
        new(where, $"its external data file '{Location}' is not in {folder}", "Copy the file there, beside the model");

    public static bool IsFileFailure(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException;

    private static string? Entry(TensorProto tensor, string key) =>
        tensor.ExternalData.LastOrDefault(entry => entry.Key == key)?.Value;

    private static long? Number(TensorProto tensor, string key, string where)
    {
        if (Entry(tensor, key) is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new InputException(where, $"the {key} of its external data, '{text}', is not a number of bytes", ExportRemedy);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
