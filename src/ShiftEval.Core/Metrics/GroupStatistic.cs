namespace ShiftEval.Metrics;

/// <summary>Metrics of a cell, or their differences between two cells on the same samples, given how often each group counts.</summary>
internal sealed class GroupStatistic
{
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
        double[] ofTo = [.. metrics.Select(metric => metric.Compute(to.Whole))];
        double[] ofFrom = [.. metrics.Select(metric => from is null ? 0 : metric.Compute(from.Whole))];
        Estimates = [.. ofTo.Zip(ofFrom, (second, first) => second - first)];
        Scales = [.. ofTo.Zip(ofFrom, (second, first) => Math.Max(Math.Abs(second), Math.Abs(first)))];
    }

    /// <summary>Number of groups.</summary>
    public int Groups => to.Groups;

    /// <summary>The metrics.</summary>
    public IReadOnlyList<MetricDefinition> Metrics => metrics;

    /// <summary>Each metric, or difference, on all groups once.</summary>
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

    /// <summary>A metric, or difference, of what was summed last.</summary>
    public double Value(int metric, Scratch scratch) =>
        metrics[metric].Compute(scratch.To) - (from is null ? 0 : metrics[metric].Compute(scratch.From));

    /// <summary>Each metric with each group left out, shape [metrics][G]. At least two groups.</summary>
    public double[][] Jackknife()
    {
        double[][] values = [.. metrics.Select(_ => new double[Groups])];
        Scratch scratch = CreateScratch();
        Array.Fill(scratch.Multiplicity, 1);
        Sum(scratch);
        for (int g = 0; g < Groups; g++)
        {
            to.LeaveOut(scratch.To, g, g - 1);
            from?.LeaveOut(scratch.From, g, g - 1);
            for (int m = 0; m < metrics.Count; m++)
            {
                values[m][g] = Value(m, scratch);
            }
        }

        return values;
    }

    /// <summary>What one thread works in.</summary>
    internal sealed record Scratch(int[] Multiplicity, ClassTally To, ClassTally From);
}
