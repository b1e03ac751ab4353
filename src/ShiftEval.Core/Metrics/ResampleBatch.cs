namespace ShiftEval.Metrics;

/// <summary>Several resamples taken together, so that a pass over the samples in order serves them all.</summary>
/// <remarks>A pass waits for memory: what it fetches for one group holds that group's multiplicities of all resamples.</remarks>
internal sealed class ResampleBatch
{
    /// <summary>Resamples in a batch.</summary>
    public const int Lanes = 8;

    private readonly int[] interleaved;
    private readonly ClassTally[] to;
    private readonly ClassTally[] from;

    /// <summary>Room for one thread.</summary>
    public ResampleBatch(int groups, Func<GroupStatistic.Scratch> create)
    {
        Scratches = [.. Enumerable.Range(0, Lanes).Select(_ => create())];
        to = [.. Scratches.Select(scratch => scratch.To)];
        from = [.. Scratches.Select(scratch => scratch.From)];
        interleaved = new int[groups * Lanes];
    }

    /// <summary>One resample each.</summary>
    public GroupStatistic.Scratch[] Scratches { get; }

    /// <summary>How many of the resamples are in use, from the first.</summary>
    public int Count { get; set; } = Lanes;

    /// <summary>The tallies of the resamples in use.</summary>
    public ReadOnlySpan<ClassTally> To => to.AsSpan(0, Count);

    /// <summary>The subtracted cell's tallies of the resamples in use.</summary>
    public ReadOnlySpan<ClassTally> From => from.AsSpan(0, Count);

    /// <summary>How often each group counts in each resample, shape [G][lanes], from the scratches as they stand.</summary>
    public ReadOnlySpan<int> Interleave()
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            ReadOnlySpan<int> multiplicity = Scratches[lane].Multiplicity;
            for (int g = 0; g < multiplicity.Length; g++)
            {
                interleaved[(g * Lanes) + lane] = multiplicity[g];
            }
        }

        return interleaved;
    }
}
