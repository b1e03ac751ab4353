using System.Globalization;

namespace ShiftEval.Tests.Reference;

/// <summary>Reads a tensor's bytes from the side file that its external_data entries name.</summary>
internal static class SideFile
{
    /// <exception cref="NotSupportedException">There is no folder to look in.</exception>
    /// <exception cref="InvalidDataException">The location leaves the folder.</exception>
    public static byte[] Read(IReadOnlyDictionary<string, string> entries, string? folder)
    {
        if (folder is null)
        {
            throw new NotSupportedException("External tensor data of a model that was not loaded from a file.");
        }

        string root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        string path = Path.GetFullPath(Path.Combine(root, entries["location"]));
        if (!path.StartsWith(root, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"External data at {entries["location"]} leaves the model's folder.");
        }

        using FileStream file = File.OpenRead(path);
        file.Position = Number("offset") ?? 0;
        byte[] bytes = new byte[Number("length") ?? file.Length - file.Position];
        file.ReadExactly(bytes);
        return bytes;

        long? Number(string key) => entries.TryGetValue(key, out string? text) ? long.Parse(text, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>One StringStringEntryProto.</summary>
    public static (string Key, string Value) ParseEntry(ReadOnlySpan<byte> bytes)
    {
        string key = "", value = "";
        WireReader entry = new(bytes);
        while (entry.Next())
        {
            if (entry.Field == 1)
            {
                key = entry.Text;
            }
            else if (entry.Field == 2)
            {
                value = entry.Text;
            }
        }

        return (key, value);
    }
}
