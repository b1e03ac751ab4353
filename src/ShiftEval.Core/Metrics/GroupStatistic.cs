namespace ShiftEval.Metrics;

/// <summary>Metrics of a cell, or their differences between two cells on the same samples, given how often each group counts.</summary>
internal sealed class GroupStatistic
{
    /// <summary>The most values that the jackknife of a ranked metric has; with more groups, several are left out together.</summary>
    /// <remarks>
    /// Each value takes a pass over all samples. The acceleration that the values are for is a skewness over the root of the number of groups,
    /// and leaving m groups out together divides both by the root of m.
    /// </remarks>
    public const int MostLeftOut = 2_500;

    private readonly IReadOnlyList<MetricDefinition> metrics;
    private readonly GroupTallies to;
    private readonly GroupTallies? from;

    /// <param name="metrics">What to measure.</param>
    /// <param name="to">The cell measured, not empty.</param>
    /// <param name="from">When given, the cell whose metrics are subtracted; same truth and groups.</param>
    public GroupStatistic(IReadOnlyList<MetricDefinition> metrics, GroupTallies to, GroupTallies? from = null)
    {
        this.metrics = metrics;
        this.to = to;
        this.from = from;
        double[] ofTo = [.. metrics.Select(to.Estimate)];
        double[] ofFrom = [.. metrics.Select(metric => from?.Estimate(metric) ?? 0)];
        Estimates = [.. ofTo.Zip(ofFrom, (second, first) => second - first)];
        Scales = [.. ofTo.Zip(ofFrom, (second, first) => Math.Max(Math.Abs(second), Math.Abs(first)))];
    }

    /// <summary>Number of groups.</summary>
    public int Groups => to.Groups;

    /// <summary>The metrics.</summary>
    public IReadOnlyList<MetricDefinition> Metrics => metrics;

    /// <summary>Each metric, or difference, on all groups once; NaN where it is not defined.</summary>
    public IReadOnlyList<double> Estimates { get; }

    /// <summary>The size of the numbers behind each estimate: differences far below it are rounding.</summary>
    public IReadOnlyList<double> Scales { get; }

    /// <summary>Room for one thread.</summary>
    public Scratch CreateScratch() => new(new int[Groups], new ClassTally(to.Classes), new ClassTally(to.Classes));

    /// <summary>Sums the groups by the scratch's multiplicities.</summary>
    /// <returns>Whether every class of the data is among them.</returns>
    public bool Sum(Scratch scratch)
    {
        to.Sum(scratch.To, scratch.Multiplicity);
        from?.Sum(scratch.From, scratch.Multiplicity);
        return !scratch.To.LacksClassOf(to.Whole);
    }

    /// <summary>Room for one thread that takes several resamples together.</summary>
    public ResampleBatch CreateBatch() => new(Groups, CreateScratch);

    /// <summary>Goes over the samples in order, as the chosen metrics ask, by the multiplicities summed last.</summary>
    public void Rank(ResampleBatch batch, Func<MetricDefinition, bool> chosen)
    {
        foreach (MetricBasis basis in metrics.Where(chosen).Select(metric => metric.Basis).Distinct())
        {
            if (basis == MetricBasis.ClassRanking)
            {
                ReadOnlySpan<int> multiplicity = batch.Interleave();
                to.RankClasses(batch.To, multiplicity);
                from?.RankClasses(batch.From, multiplicity);
                continue;
            }

            foreach (Scratch scratch in batch.Scratches.AsSpan(0, batch.Count))
            {
                to.Rank(scratch.To, basis, scratch.Multiplicity);
                from?.Rank(scratch.From, basis, scratch.Multiplicity);
            }
        }
    }

    /// <summary>A metric, or difference, of what was summed, and for ranked metrics ranked, last.</summary>
    public double Value(int metric, Scratch scratch) =>
        metrics[metric].Compute(scratch.To) - (from is null ? 0 : metrics[metric].Compute(scratch.From));

    /// <summary>Each metric with each group left out, shape [metrics][G]. At least two groups.</summary>
    /// <remarks>For ranked metrics group g is left out in value g mod <see cref="MostLeftOut"/>: alone, unless there are more groups.</remarks>
    public double[][] Jackknife(ParallelOptions parallelism)
    {
        int passes = Math.Min(Groups, MostLeftOut);
        double[][] values = [.. metrics.Select(metric => new double[metric.IsRanked ? passes : Groups])];
        LeaveOutInTurn(values);
        if (metrics.Any(metric => metric.IsRanked))
        {
            int batches = (passes + ResampleBatch.Lanes - 1) / ResampleBatch.Lanes;
            Parallel.For(0, batches, parallelism, CreateBatch, (index, _, batch) => LeaveOut(index * ResampleBatch.Lanes, passes, batch, values), _ => { });
        }

        return values;
    }

    private void LeaveOutInTurn(double[][] values)
    {
        Scratch scratch = CreateScratch();
        Array.Fill(scratch.Multiplicity, 1);
        Sum(scratch);
        for (int g = 0; g < Groups; g++)
        {
            to.LeaveOut(scratch.To, g, g - 1);
            from?.LeaveOut(scratch.From, g, g - 1);
            Store(values, g, scratch, ranked: false);
        }
    }

    private ResampleBatch LeaveOut(int first, int passes, ResampleBatch batch, double[][] values)
    {
        batch.Count = Math.Min(ResampleBatch.Lanes, passes - first);
        for (int lane = 0; lane < batch.Count; lane++)
        {
            Scratch scratch = batch.Scratches[lane];
            Array.Fill(scratch.Multiplicity, 1);
            for (int g = first + lane; g < Groups; g += passes)
            {
                scratch.Multiplicity[g] = 0;
            }

            Sum(scratch);
        }

        Rank(batch, metric => metric.IsRanked);
        for (int lane = 0; lane < batch.Count; lane++)
        {
            Store(values, first + lane, batch.Scratches[lane], ranked: true);
        }

        return batch;
    }

    private void Store(double[][] values, int index, Scratch scratch, bool ranked)
    {
        for (int m = 0; m < metrics.Count; m++)
        {
            if (metrics[m].IsRanked == ranked)
            {
                values[m][index] = Value(m, scratch);
            }
        }
    }

    /// <summary>What one thread works in.</summary>
    internal sealed record Scratch(int[] Multiplicity, ClassTally To, ClassTally From);
}
