using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Files;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Comparison.Store;

/// <summary>Adds statistics files up and subtracts them; no model and no image is read.</summary>
public static class StatisticsAddition
{
    /// <summary>Writes the moments of all files together.</summary>
    /// <exception cref="InputException">Files cannot be read or added up, or something stands in the way; nothing was written.</exception>
    /// <exception cref="RunFailedException">The file cannot be written.</exception>
    public static StatisticsFileResult Merge(IReadOnlyList<string> paths, string output, bool overwrite) =>
        Write(paths, StatisticsSum.Merge, output, overwrite);

    /// <summary>Writes the moments of what is in one file and not in another.</summary>
    /// <exception cref="InputException">Files cannot be read or subtracted, or something stands in the way; nothing was written.</exception>
    /// <exception cref="RunFailedException">The file cannot be written.</exception>
    public static StatisticsFileResult Subtract(string all, string part, string output, bool overwrite) =>
        Write([all, part], files => StatisticsSum.Subtract(files[0], files[1]), output, overwrite);

    private static StatisticsFileResult Write(IReadOnlyList<string> paths, Func<IReadOnlyList<StatisticsFile>, StatisticsFile> sum, string output, bool overwrite)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ProblemList problems = new();
        StatisticsFile?[] files = [.. paths.Select(path => problems.Try(() => StatisticsFileReader.Load(path)))];
        AtomicFile.CheckWritable(output, overwrite, problems);
        StatisticsFile? result = files.Contains(null) ? null : problems.Try(() => sum(files!));
        problems.ThrowIfAny();
        StatisticsFileWriter.Save(result!, output);
        return StatisticsFileResult.Of(result!, output, []);
    }
}
