using System.CommandLine;
using System.Text;
using Spectre.Console;
using ShiftEval.Diagnostics;
using ShiftEval.Files;

namespace ShiftEval.Cli;

/// <summary>One run's stdout, stderr and JSON.</summary>
internal sealed class OutputChannels(InvocationConfiguration configuration, bool isJson, string? jsonPath, bool quiet, bool noProgress)
{
    private const int RedirectedWidth = 100;

    /// <summary>Whether the table for people is wanted: stdout is theirs unless it carries JSON.</summary>
    public bool ShowsTable => !isJson || jsonPath is not null;

    /// <summary>Progress on stderr, on a terminal only.</summary>
    public ConsoleProgress? CreateProgress() =>
        quiet || noProgress || configuration.Error != Console.Error || Console.IsErrorRedirected ? null : new ConsoleProgress(configuration.Error);

    /// <summary>A console for tables on stdout: ANSI on a terminal only, plain text otherwise.</summary>
    public IAnsiConsole CreateConsole()
    {
        bool terminal = configuration.Output == Console.Out && !Console.IsOutputRedirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(configuration.Output),
        });
        if (!terminal)
        {
            console.Profile.Width = RedirectedWidth;
        }

        return console;
    }

    /// <summary>Writes the JSON document where it was asked for.</summary>
    /// <exception cref="RunFailedException">The file cannot be written.</exception>
    public void WriteJson(Func<string> document)
    {
        if (!isJson)
        {
            return;
        }

        if (jsonPath is null)
        {
            configuration.Output.Write(document());
        }
        else
        {
            AtomicFile.Write(jsonPath, Encoding.UTF8.GetBytes(document()));
        }
    }

    /// <summary>Notes for people, on stderr.</summary>
    public void WriteWarnings(IEnumerable<Warning> warnings)
    {
        if (quiet)
        {
            return;
        }

        foreach (Warning warning in warnings)
        {
            string domain = warning.Domain is null ? "" : $"{warning.Domain}: ";
            configuration.Error.WriteLine($"note: {domain}{warning.Message}");
        }
    }
}
