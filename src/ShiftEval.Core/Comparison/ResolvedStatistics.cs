using ShiftEval.Diagnostics;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Comparison;

/// <summary>The statistics a spec means for some scored domains.</summary>
/// <param name="Values">Mean and variance of every layer; null for the file's own, which are left as they are.</param>
/// <param name="Samples">Positions of the images they were estimated from; none for the file's own.</param>
/// <param name="Domains">The domains of these images.</param>
/// <param name="Key">The same for the same statistics of one model.</param>
internal sealed record ResolvedStatistics(ModelStatistics? Values, IReadOnlyList<int> Samples, IReadOnlyList<string> Domains, string Key)
{
    /// <summary>The file they were read from; null where they were estimated.</summary>
    public StatisticsFile? File { get; init; }

    /// <summary>How many images they were estimated from, now or when their file was made.</summary>
    public int SampleCount => File?.Provenance?.Samples ?? Samples.Count;

    /// <summary>What to know about how they were estimated.</summary>
    public IReadOnlyList<Warning> Warnings { get; init; } = [];
}
