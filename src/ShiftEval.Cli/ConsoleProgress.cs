using System.Diagnostics;
using ShiftEval.Diagnostics;

namespace ShiftEval.Cli;

/// <summary>One line on a terminal that tells how far the work has come.</summary>
internal sealed class ConsoleProgress(TextWriter error) : IProgress<ProgressStep>, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly Stopwatch sinceShown = new();
    private int width;

    public void Report(ProgressStep value)
    {
        if (sinceShown.IsRunning && sinceShown.Elapsed < Interval && value.Done < value.Total)
        {
            return;
        }

        string line = FormattableString.Invariant($"{value.Stage} {value.Done}/{value.Total}");
        error.Write("\r" + line.PadRight(width));
        width = line.Length;
        sinceShown.Restart();
    }

    /// <summary>Wipes the line.</summary>
    public void Dispose()
    {
        if (width > 0)
        {
            error.Write("\r" + new string(' ', width) + "\r");
        }
    }
}
