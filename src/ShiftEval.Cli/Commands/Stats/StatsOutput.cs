using ShiftEval.Cli.Rendering;
using ShiftEval.Comparison.Results;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Commands.Stats;

/// <summary>What commands that write a statistics file have to say at their end.</summary>
internal static class StatsOutput
{
    public static void Write(StatisticsFileResult result, OutputChannels channels)
    {
        channels.WriteJson(() => JsonReport.Write(result));
        if (channels.ShowsTable)
        {
            StatisticsView.Write(result, channels.Text, channels.Width);
        }

        channels.WriteNotes(Notes.Of(result.Warnings));
    }
}
