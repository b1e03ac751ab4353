using ShiftEval.Diagnostics;
using ShiftEval.Files;

namespace ShiftEval.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("shifteval-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Write_ExistingFile_ReplacesItAndLeavesNothingBeside()
    {
        string path = Path.Combine(folder.FullName, "out.bin");
        File.WriteAllText(path, "old");

        AtomicFile.Write(path, "new"u8);

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(path, Assert.Single(Directory.GetFiles(folder.FullName)));
    }

    [Fact]
    public void Write_FolderMissing_FailsAndNamesThePath()
    {
        string path = Path.Combine(folder.FullName, "none", "out.bin");

        RunFailedException failure = Assert.Throws<RunFailedException>(() => AtomicFile.Write(path, "x"u8));

        Assert.StartsWith(path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckWritable_ExistingFile_AsksForOverwrite()
    {
        string path = Path.Combine(folder.FullName, "out.bin");
        File.WriteAllText(path, "old");
        ProblemList problems = new();

        AtomicFile.CheckWritable(path, overwrite: false, problems);
        AtomicFile.CheckWritable(path, overwrite: true, problems);

        Problem problem = Assert.Single(problems.Problems);
        Assert.Equal($"{path}: exists already. Add --overwrite to replace it, or choose another output path.", problem.ToString());
    }

    [Fact]
    public void CheckWritable_MissingFolder_IsAProblem()
    {
        ProblemList problems = new();

        AtomicFile.CheckWritable(Path.Combine(folder.FullName, "none", "out.bin"), overwrite: false, problems);

        Assert.Contains("does not exist", Assert.Single(problems.Problems).What, StringComparison.Ordinal);
    }
}
