using System.Diagnostics;
using ShiftEval.Diagnostics;

namespace ShiftEval.Cli;

/// <summary>Tells on stderr how far the work has come, in one line on a terminal, and how long each stage took.</summary>
internal sealed class RunProgress(TextWriter error, bool showsLine, bool showsTimings) : IProgress<ProgressStep>, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly Stopwatch total = Stopwatch.StartNew();
    private readonly Stopwatch sinceShown = new();
    private readonly Lock gate = new();
    private string? stage;
    private TimeSpan stageStart;
    private TimeSpan lastReport;
    private int width;

    public void Report(ProgressStep value)
    {
        lock (gate)
        {
            if (value.Stage != stage)
            {
                EndStage();
                stage = value.Stage;
            }

            // The first report of a stage comes after its first batch: a stage runs from the last word of the one before.
            lastReport = total.Elapsed;
            ShowLine(value);
        }
    }

    /// <summary>Wipes the line and tells the last timings.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            EndStage();
            WipeLine();
            if (showsTimings)
            {
                WriteTiming(total.Elapsed - stageStart, "metrics, intervals and files");
                WriteTiming(total.Elapsed, "in all");
            }
        }
    }

    private void EndStage()
    {
        if (stage is null)
        {
            return;
        }

        if (showsTimings)
        {
            WipeLine();
            WriteTiming(lastReport - stageStart, stage);
        }

        stageStart = lastReport;
    }

    private void ShowLine(ProgressStep value)
    {
        if (!showsLine || (sinceShown.IsRunning && sinceShown.Elapsed < Interval && value.Done < value.Total))
        {
            return;
        }

        string line = Printable.Line(FormattableString.Invariant($"{value.Stage} {value.Done}/{value.Total}"));
        int columns = Console.WindowWidth;
        if (columns > 1 && line.Length >= columns)
        {
            // A line that wraps could not be taken back.
            line = line[^(columns - 1)..];
        }

        error.Write("\r" + line.PadRight(width));
        width = line.Length;
        sinceShown.Restart();
    }

    private void WipeLine()
    {
        if (width > 0)
        {
            error.Write("\r" + new string(' ', width) + "\r");
            width = 0;
        }
    }

    private void WriteTiming(TimeSpan time, string what) => error.WriteLine(FormattableString.Invariant($"time: {time.TotalSeconds,8:0.00} s  {Printable.Line(what)}"));
}
