namespace ShiftEval.Cli.Options;

/// <summary>Defaults of a project: <c>shifteval.json</c>, found from the working folder upward.</summary>
internal sealed record ProjectFile
{
    public const string FileName = "shifteval.json";

    /// <summary>Manifest or folder, relative to the file.</summary>
    public string? Data { get; init; }

    /// <summary>Which columns mean what.</summary>
    public ProjectColumns Columns { get; init; } = new();

    /// <summary>Preprocessing file, relative to the file, or <c>unit</c>.</summary>
    public string? Preprocess { get; init; }

    /// <summary>The domains trained on.</summary>
    public IReadOnlyList<string> Source { get; init; } = [];

    /// <summary>Class of each output index.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>What is required of results, as <c>--require</c> takes it.</summary>
    public IReadOnlyList<string> Require { get; init; } = [];

    /// <summary>The folder the file is in; null where there is no file.</summary>
    public string? Folder { get; init; }

    /// <summary>The nearest project file from <paramref name="start"/> upward; empty defaults where there is none.</summary>
    /// <exception cref="Diagnostics.InputException">The file cannot be read; everything wrong with it is named.</exception>
    public static ProjectFile Find(string start)
    {
        for (string? folder = Path.GetFullPath(start); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string path = Path.Combine(folder, FileName);
            if (File.Exists(path))
            {
                return ProjectFileReader.Read(path);
            }
        }

        return new ProjectFile();
    }

    /// <summary>A path of the file as one the process can open.</summary>
    public string? Resolve(string? path) => path is null || Folder is null ? path : Path.GetFullPath(path, Folder);
}
