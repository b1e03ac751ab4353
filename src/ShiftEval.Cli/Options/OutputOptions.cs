using System.CommandLine;
using ShiftEval.Diagnostics;
using ShiftEval.Files;

namespace ShiftEval.Cli.Options;

/// <summary>Where results go: a table for people, or JSON to stdout or a file; progress, timings and notes to stderr.</summary>
internal sealed class OutputOptions
{
    private const string JsonName = "--json";
    private const string ToStandardOutput = "-";
    private const string EndOfOptions = "--";

    private readonly Option<string?> json = new(JsonName)
    {
        HelpName = "=PATH",
        Description = "The result as JSON: --json alone to stdout and nothing else there, --json=PATH to a file",
    };

    private readonly Option<bool> overwrite = new("--overwrite") { Description = "Replace existing output files" };
    private readonly Option<bool> quiet = new("--quiet") { Description = "No progress and no notes: the result and errors only" };
    private readonly Option<bool> noProgress = new("--no-progress") { Description = "No progress" };
    private readonly Option<bool> verbose = new("--verbose") { Description = "Timings of the stages on stderr; the place in the code of an unexpected error" };

    /// <summary>Gives a bare <c>--json</c> its value, so that it takes none from the next word: <c>--json MODEL</c> is a model.</summary>
    public static IReadOnlyList<string> Normalise(IReadOnlyList<string> args)
    {
        int end = args.Index().Where(word => word.Item == EndOfOptions).Select(word => word.Index).FirstOrDefault(args.Count);
        return [.. args.Select((word, i) => i < end && word == JsonName ? $"{JsonName}={ToStandardOutput}" : word)];
    }

    /// <summary>Whether <c>--verbose</c> was given, also on a command line that cannot be used.</summary>
    public static bool IsVerbose(IReadOnlyList<string> args) => args.TakeWhile(word => word != EndOfOptions).Contains("--verbose", StringComparer.Ordinal);

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { json, overwrite, quiet, noProgress, verbose })
        {
            command.Options.Add(option);
        }
    }

    public bool Overwrite(ParseResult parse) => parse.GetValue(overwrite);

    /// <summary>The file that JSON goes to; null where it goes to stdout or is not asked for.</summary>
    public string? JsonPath(ParseResult parse) => parse.GetValue(json) is { } target && target != ToStandardOutput ? target : null;

    /// <summary>The channels of one run; its JSON file is checked before any work.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="problems">Receives what stands in the way of the JSON file.</param>
    /// <param name="otherOutput">The other file that the run writes, if it is known.</param>
    public OutputChannels Open(ParseResult parse, ProblemList problems, string? otherOutput = null)
    {
        string? target = parse.GetValue(json);
        string? path = JsonPath(parse);
        foreach (string written in new[] { path, otherOutput }.OfType<string>())
        {
            OutputGuard.Check(parse, written, problems);
        }

        if (path is not null)
        {
            AtomicFile.CheckWritable(path, Overwrite(parse), problems);
            if (otherOutput is not null && string.Equals(Path.GetFullPath(path), Path.GetFullPath(otherOutput), StringComparison.Ordinal))
            {
                problems.Add($"{JsonName}={path}", "is also the file named with --output", "Give each its own path");
            }
        }

        return new OutputChannels(parse.InvocationConfiguration, isJson: target is not null, path)
        {
            IsQuiet = parse.GetValue(quiet),
            ShowsProgress = !parse.GetValue(quiet) && !parse.GetValue(noProgress),
            ShowsTimings = parse.GetValue(verbose),
        };
    }
}
