namespace ShiftEval.Tests.Shipped;

/// <summary>The repository that the tests were built from: what it ships is read where it lies.</summary>
internal static class RepositoryFolder
{
    public static string At(params string[] parts)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ShiftEval.sln")))
        {
            folder = folder.Parent;
        }

        Assert.NotNull(folder);
        return Path.Combine([folder.FullName, .. parts]);
    }
}
