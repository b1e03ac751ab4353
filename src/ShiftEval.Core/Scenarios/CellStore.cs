using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ShiftEval.Diagnostics;
using ShiftEval.Files;

namespace ShiftEval.Scenarios;

/// <summary>Finished cells on disk, each whole or absent: what was computed once is not computed again.</summary>
internal sealed class CellStore
{
    private readonly string folder;

    /// <exception cref="InputException">The folder cannot be made.</exception>
    public CellStore(string folder)
    {
        this.folder = folder;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(folder, $"cannot be made ({exception.Message.TrimEnd('.')})", "Choose another folder with --output");
        }
    }

    /// <summary>The name of a cell: a hash over all that its content depends on.</summary>
    public static string Key(params ReadOnlySpan<string> parts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{part.Length}:{part}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The cell of that key, or null; a damaged file counts as absent and is written anew.</summary>
    /// <exception cref="RunFailedException">The file is there and cannot be read.</exception>
    public StoredCell? Find(string key)
    {
        try
        {
            StoredCell? cell = JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(key)), StoredCellJson.Default.StoredCell);
            _ = cell?.ToSamples();
            return cell;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException or ArgumentException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunFailedException(PathOf(key), $"could not be read ({exception.Message.TrimEnd('.')})", "Delete it, and it is computed again", exception);
        }
    }

    public void Keep(string key, StoredCell cell) => AtomicFile.Write(PathOf(key), JsonSerializer.SerializeToUtf8Bytes(cell, StoredCellJson.Default.StoredCell));

    private string PathOf(string key) => Path.Combine(folder, $"{key}.json");
}
