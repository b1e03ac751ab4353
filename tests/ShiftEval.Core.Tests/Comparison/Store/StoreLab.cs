using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Comparison.Store;
using ShiftEval.Estimation;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Tests.Comparison.Store;

/// <summary>The tiny labs with statistics files.</summary>
internal static class StoreLab
{
    public static StatisticsFileResult Collect(this TinyLab lab, string output, string statistics, RunOptions run, string? shard = null, string? model = null, bool overwrite = false) =>
        StatisticsCollector.Run(
            new StatsCollectOptions
            {
                Run = run,
                Model = model ?? lab.Model,
                Statistics = statistics,
                Output = lab.At(output),
                Shard = shard is null ? null : BatchShard.Parse(shard),
                Overwrite = overwrite,
            },
            progress: null,
            CancellationToken.None);

    public static StatisticsFile Load(this TinyLab lab, string name) => StatisticsFileReader.Load(lab.At(name));
}
