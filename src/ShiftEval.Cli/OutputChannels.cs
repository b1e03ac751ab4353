using System.CommandLine;
using System.Text;
using ShiftEval.Diagnostics;
using ShiftEval.Files;

namespace ShiftEval.Cli;

/// <summary>One run's stdout, stderr and JSON.</summary>
internal sealed class OutputChannels(InvocationConfiguration configuration, bool isJson, string? jsonPath)
{
    private const int RedirectedWidth = 100;
    private const int NarrowestTerminal = 40;

    /// <summary>Whether notes are left out.</summary>
    public required bool IsQuiet { get; init; }

    /// <summary>Whether a terminal is told how far the work has come.</summary>
    public required bool ShowsProgress { get; init; }

    /// <summary>Whether stderr is told how long stages took.</summary>
    public required bool ShowsTimings { get; init; }

    /// <summary>Whether the table for people is wanted: stdout is theirs unless it carries JSON.</summary>
    public bool ShowsTable => !isJson || jsonPath is not null;

    /// <summary>Columns that a table may take.</summary>
    public int Width => IsTerminal && Console.WindowWidth >= NarrowestTerminal ? Console.WindowWidth : RedirectedWidth;

    /// <summary>Whether text may be coloured: on a terminal that has not said otherwise (NO_COLOR, TERM=dumb).</summary>
    public bool UsesColours =>
        IsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";

    private bool IsTerminal => configuration.Output == Console.Out && !Console.IsOutputRedirected;

    /// <summary>Text for people.</summary>
    public TextWriter Text => configuration.Output;

    /// <summary>Progress on stderr, on a terminal only, and timings where they are asked for.</summary>
    public RunProgress CreateProgress()
    {
        bool terminal = configuration.Error == Console.Error && !Console.IsErrorRedirected;
        return new RunProgress(configuration.Error, ShowsProgress && terminal, ShowsTimings);
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
    public void WriteNotes(IEnumerable<string> notes)
    {
        if (IsQuiet)
        {
            return;
        }

        foreach (string note in notes)
        {
            configuration.Error.WriteLine($"note: {Printable.Line(note)}");
        }
    }
}
