using System.CommandLine;
using System.CommandLine.Invocation;
using ShiftEval.Cli.Commands;
using ShiftEval.Diagnostics;

namespace ShiftEval.Cli;

/// <summary>The program: parses the command line, runs a command, turns what happens into an exit code.</summary>
internal static class ShiftEvalApp
{
    private const string Description = "Does a CNN trained elsewhere hold on your images, and can its BatchNorm statistics be repaired?";

    // An interrupted run ends within a second; what is still running then is given up.
    private static readonly TimeSpan CancellationGrace = TimeSpan.FromMilliseconds(900);

    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        RootCommand root = new(Description)
        {
            InspectCommand.Create(),
            RecalibrateCommand.Create(),
            EvaluateCommand.Create(),
            CompareCommand.Create(),
        };
        ParseResult parse = root.Parse(args);
        if (parse.Action is ParseErrorAction)
        {
            foreach (string message in parse.Errors.Select(problem => problem.Message).Distinct(StringComparer.Ordinal))
            {
                await error.WriteLineAsync($"shifteval: {message}").ConfigureAwait(false);
            }

            string command = parse.CommandResult.Command == root ? "" : $"{parse.CommandResult.Command.Name} ";
            await error.WriteLineAsync($"See: shifteval {command}--help").ConfigureAwait(false);
            return ExitCode.WrongInput;
        }

        try
        {
            InvocationConfiguration configuration = new()
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = CancellationGrace,
            };
            return await parse.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InputException or RunFailedException or OperationCanceledException or AggregateException or OutOfMemoryException)
        {
            return Report(exception, error);
        }
    }

    private static int Report(Exception exception, TextWriter error)
    {
        Exception cause = exception is AggregateException several ? several.Flatten().InnerExceptions[0] : exception;
        switch (cause)
        {
            case InputException input:
                foreach (Problem problem in input.Problems)
                {
                    error.WriteLine($"shifteval: {problem}");
                }

                return ExitCode.WrongInput;
            case OperationCanceledException:
                error.WriteLine("shifteval: cancelled");
                return ExitCode.Cancelled;
            case OutOfMemoryException:
                error.WriteLine("shifteval: the memory does not suffice. Lower --memory or --batch-size.");
                return ExitCode.Failed;
            default:
                error.WriteLine($"shifteval: {cause.Message}");
                return ExitCode.Failed;
        }
    }
}
