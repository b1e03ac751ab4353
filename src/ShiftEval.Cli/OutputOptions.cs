using System.CommandLine;
using ShiftEval.Diagnostics;
using ShiftEval.Files;

namespace ShiftEval.Cli;

/// <summary>Where results go: a table for people, or JSON to stdout or a file; progress to stderr.</summary>
internal sealed class OutputOptions
{
    private readonly Option<string?> json = new("--json")
    {
        HelpName = "PATH",
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The result as JSON: to stdout, and nothing else there, or with --json=PATH to a file",
    };

    private readonly Option<bool> overwrite = new("--overwrite") { Description = "Replace existing output files" };
    private readonly Option<bool> quiet = new("--quiet") { Description = "No progress, no notes: the result and errors only" };
    private readonly Option<bool> noProgress = new("--no-progress") { Description = "No progress" };

    public void AddTo(Command command)
    {
        command.Options.Add(json);
        command.Options.Add(overwrite);
        command.Options.Add(quiet);
        command.Options.Add(noProgress);
    }

    public bool Overwrite(ParseResult parse) => parse.GetValue(overwrite);

    /// <summary>The channels of one run; its JSON file is checked before any work.</summary>
    /// <exception cref="InputException">The JSON file cannot be written.</exception>
    public OutputChannels Open(ParseResult parse)
    {
        bool wanted = parse.GetResult(json) is { Implicit: false };
        string? path = parse.GetValue(json);
        if (path is not null)
        {
            ProblemList problems = new();
            AtomicFile.CheckWritable(path, Overwrite(parse), problems);
            problems.ThrowIfAny();
        }

        return new OutputChannels(parse.InvocationConfiguration, wanted, path, parse.GetValue(quiet), parse.GetValue(noProgress));
    }
}
