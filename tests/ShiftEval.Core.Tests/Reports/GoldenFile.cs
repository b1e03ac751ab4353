using System.Globalization;
using System.Text;
using ShiftEval.Tests.Shipped;

namespace ShiftEval.Tests.Reports;

/// <summary>Documents kept beside the tests, compared byte for byte.</summary>
/// <remarks><c>SHIFTEVAL_UPDATE_GOLDEN=1</c> rewrites them, and fails all the same, so that it is never left on.</remarks>
internal static class GoldenFile
{
    private const string Update = "SHIFTEVAL_UPDATE_GOLDEN";

    /// <summary>Where the documents lie.</summary>
    public static string At(string name) => RepositoryFolder.At("tests", "ShiftEval.Core.Tests", "Reports", "Golden", name);

    public static void AssertSame(string name, string text)
    {
        string path = At(name);
        byte[] actual = Encoding.UTF8.GetBytes(text);
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllBytes(path, actual);
            Assert.Fail($"{name} is written anew. Read what changed with git diff, then run again without {Update}.");
        }

        byte[] expected = File.Exists(path) ? File.ReadAllBytes(path) : [];
        if (!expected.AsSpan().SequenceEqual(actual))
        {
            Assert.Fail($"{Difference(name, Encoding.UTF8.GetString(expected), text)}\nWhere that is meant, run the tests once with {Update}=1.");
        }
    }

    /// <summary>The first line that differs, as it was and as it is.</summary>
    public static string Difference(string name, string expected, string actual)
    {
        string[] before = expected.Split('\n');
        string[] after = actual.Split('\n');
        int line = 0;
        while (line < before.Length && line < after.Length && before[line] == after[line])
        {
            line++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{name} differs at line {line + 1} of {before.Length}, now {after.Length}:\n- {Shown(before, line)}\n+ {Shown(after, line)}");
    }

    private static string Shown(string[] lines, int line) => line < lines.Length ? lines[line].Replace("\r", "\\r", StringComparison.Ordinal) : "(no such line)";
}
