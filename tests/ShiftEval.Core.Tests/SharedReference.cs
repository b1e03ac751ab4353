namespace ShiftEval.Tests;

/// <summary>The folder of real images and PyTorch reference values that does not travel with the repository.</summary>
internal static class SharedReference
{
    /// <summary>The folder named by SHIFTEVAL_REFERENCE; the test is skipped, aloud, where there is none.</summary>
    public static string FolderOrSkip()
    {
        string? folder = Environment.GetEnvironmentVariable("SHIFTEVAL_REFERENCE");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "SHIFTEVAL_REFERENCE does not name a folder with reference data.");
        Assert.True(Directory.Exists(folder), $"SHIFTEVAL_REFERENCE names {folder}, which does not exist.");
        return folder!;
    }
}
