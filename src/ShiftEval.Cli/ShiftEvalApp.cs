using System.CommandLine;
using System.CommandLine.Invocation;
using ShiftEval.Cli.Commands;
using ShiftEval.Cli.Commands.Stats;
using ShiftEval.Cli.Options;
using ShiftEval.Diagnostics;

namespace ShiftEval.Cli;

/// <summary>The program: parses the command line, runs a command, turns what happens into an exit code.</summary>
internal static class ShiftEvalApp
{
    private const string Description = "Does a CNN trained elsewhere hold on your images, and can its BatchNorm statistics be repaired?";

    // An interrupted run ends within a second; what is still running then is given up.
    private static readonly TimeSpan CancellationGrace = TimeSpan.FromMilliseconds(800);

    // Words beginning with @ are values like any other: names of domains and columns come from data.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs one command line.</summary>
    /// <param name="args">Its words.</param>
    /// <param name="output">Takes results.</param>
    /// <param name="error">Takes progress, notes and errors.</param>
    /// <param name="folder">The working folder: where a project file is looked for, and upward.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error,
        string folder,
        CancellationToken cancellation)
    {
        RootCommand root = new(Description)
        {
            InspectCommand.Create(),
            RecalibrateCommand.Create(folder),
            EvaluateCommand.Create(folder),
            CompareCommand.Create(folder),
            PredictCommand.Create(folder),
            ScoreCommand.Create(folder),
            SweepCommand.Create(folder),
            ScenarioCommand.Create(folder),
            StatsCommand.Create(folder),
            FixCommand.Create(folder),
            DemoCommand.Create(folder),
        };
        ParseResult parse = root.Parse(OutputOptions.Normalise(args), Parser);
        bool isHelp = parse.Action is not null and not ParseErrorAction && parse.CommandResult.Command.Action != parse.Action;
        IReadOnlyList<string> problems = isHelp ? [] : CommandLineProblems.Of(parse, args);
        if (problems.Count > 0)
        {
            WriteLines(error, problems);
            return ExitCode.WrongInput;
        }

        try
        {
            InvocationConfiguration configuration = new()
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            Task<int> work = Task.Run(() => parse.InvokeAsync(configuration, cancellation), CancellationToken.None);
            return await Interruptible(work, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            return Report(exception, error, OutputOptions.IsVerbose(args));
        }
    }

    // Work that does not look at the token in time is given up; the process ends it.
    private static async Task<int> Interruptible(Task<int> work, CancellationToken cancellation)
    {
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = cancellation.Register(() => cancelled.TrySetResult());
        if (await Task.WhenAny(work, cancelled.Task).ConfigureAwait(false) != work)
        {
            await Task.WhenAny(work, Task.Delay(CancellationGrace, CancellationToken.None)).ConfigureAwait(false);
        }

        return work.IsCompleted ? await work.ConfigureAwait(false) : throw new OperationCanceledException(cancellation);
    }

    private static int Report(Exception exception, TextWriter error, bool verbose)
    {
        Exception cause = exception is AggregateException several ? several.Flatten().InnerExceptions[0] : exception;
        switch (cause)
        {
            case InputException input:
                WriteLines(error, input.Problems.Select(problem => problem.ToString()));
                return ExitCode.WrongInput;
            case OperationCanceledException:
                WriteLines(error, ["cancelled"]);
                return ExitCode.Cancelled;
            case RunFailedException:
                WriteLines(error, [cause.Message]);
                break;
            case OutOfMemoryException:
                WriteLines(error, ["the memory does not suffice. Lower --memory or --batch-size."]);
                break;
            default:
                WriteLines(error, [$"unexpected: {cause.GetType().Name}: {cause.Message.ReplaceLineEndings(" ")}"]);
                break;
        }

        if (verbose)
        {
            error.WriteLine(exception.ToString());
        }

        return ExitCode.Failed;
    }

    private static void WriteLines(TextWriter error, IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            // Names come from files, and one problem is one line.
            error.WriteLine($"shifteval: {Printable.Line(line.ReplaceLineEndings(" "))}");
        }
    }
}
