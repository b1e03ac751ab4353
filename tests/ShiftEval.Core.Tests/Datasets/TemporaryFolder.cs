namespace ShiftEval.Tests.Datasets;

/// <summary>A folder for one test, with manifests and files in place of images: readers look for them without opening them.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("shifteval-");

    public string Path => folder.FullName;

    public void Dispose() => folder.Delete(recursive: true);

    public string At(string relative) => System.IO.Path.Combine(Path, relative);

    public string Write(string relative, string text)
    {
        string path = At(relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Touch(params IEnumerable<string> relative)
    {
        foreach (string path in relative)
        {
            Write(path, "");
        }
    }
}
