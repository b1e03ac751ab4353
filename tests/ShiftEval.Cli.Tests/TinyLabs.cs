namespace ShiftEval.Cli.Tests;

/// <summary>A temporary folder with a manifest of tiny images, where a test can break what it wants to see refused.</summary>
internal sealed class TinyLabs : IDisposable
{
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "Fixtures");

    /// <summary>The four labs as they are.</summary>
    public static string Manifest { get; } = Path.Combine(Fixtures, "tiny", "manifest.csv");

    /// <summary>The network trained on three of them.</summary>
    public static string Model { get; } = Path.Combine(Fixtures, "tiny", "model.onnx");

    /// <summary>The same network without BatchNorm.</summary>
    public static string Folded { get; } = Path.Combine(Fixtures, "tiny", "model.folded.onnx");

    /// <summary>How its images are prepared.</summary>
    public static string Preprocess { get; } = Path.Combine(Fixtures, "tiny", "preprocessor_config.json");

    /// <summary>The temporary folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("shifteval-cli-").FullName;

    /// <summary>A model by make_models.py.</summary>
    public static string Odd(string name) => Path.Combine(Fixtures, "models", $"{name}.onnx");

    /// <summary>A path in the folder.</summary>
    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Writes a text into the folder and gives its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    /// <summary>Writes manifest.csv with the given rows, <c>path,label,lab,slide,split</c>, and copies the images they name.</summary>
    public string WriteManifest(params string[] rows)
    {
        foreach (string path in rows.Select(row => row.Split(',')[0]))
        {
            string source = Path.Combine(Fixtures, "tiny", path);
            if (File.Exists(source))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
                File.Copy(source, At(path), overwrite: true);
            }
        }

        return Write("manifest.csv", string.Join('\n', ["path,label,lab,slide,split", .. rows, ""]));
    }

    /// <summary>Some rows of dune, of both splits, from which everything can be run.</summary>
    public static string[] DuneRows() => [.. File.ReadLines(Manifest).Where(row => row.Contains(",dune,", StringComparison.Ordinal) && !row.EndsWith(",train", StringComparison.Ordinal))];

    /// <summary>Every file of the folder with its length.</summary>
    public IReadOnlyList<string> Listing() => [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(path => $"{Path.GetRelativePath(Folder, path)} {new FileInfo(path).Length}")];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
