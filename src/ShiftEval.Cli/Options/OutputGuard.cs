using System.CommandLine;
using ShiftEval.Diagnostics;

namespace ShiftEval.Cli.Options;

/// <summary>Refuses outputs that are inputs of the same run: <c>--overwrite</c> replaces earlier results, never what is read.</summary>
internal static class OutputGuard
{
    private static readonly char[] Separators = [',', ';'];

    // These write models, and look at the one that they read themselves.
    private static readonly string[] Writers = ["recalibrate", "fix", "apply"];

    /// <param name="parse">The command line.</param>
    /// <param name="output">A file that the run writes.</param>
    /// <param name="problems">Receives the problem.</param>
    public static void Check(ParseResult parse, string output, ProblemList problems)
    {
        string full = Path.GetFullPath(output);

        // The output itself stands once on the command line.
        bool isModel = Writers.Contains(parse.CommandResult.Command.Name, StringComparer.Ordinal)
            && parse.CommandResult.Command.Arguments.Take(1).Any(model => parse.GetResult(model)?.Tokens.Any(token => Same(token.Value, full)) ?? false);
        int mentions = isModel ? 0 : parse.Tokens.Count(token => Paths(token.Value).Any(path => Same(path, full)));
        if (mentions > 1 && File.Exists(full))
        {
            problems.Add(output, "is also an input of this run", "Write to another path; what is read stays as it is");
        }
    }

    // A path may stand behind a name, as in NAME=PATH, or in a list of specs, as in file:PATH.
    private static IEnumerable<string> Paths(string word)
    {
        yield return word;
        foreach (string piece in word.Split(Separators))
        {
            yield return piece.StartsWith("file:", StringComparison.Ordinal) ? piece["file:".Length..].Trim('"') : piece;
            yield return piece[(piece.IndexOf('=', StringComparison.Ordinal) + 1)..];
        }
    }

    private static bool Same(string path, string full)
    {
        try
        {
            return path.Length > 0 && string.Equals(Path.GetFullPath(path), full, StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            // A word with a null character is no path.
            return false;
        }
    }
}
