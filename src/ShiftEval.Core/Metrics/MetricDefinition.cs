namespace ShiftEval.Metrics;

/// <summary>One metric: its name in documents, its direction, and how it follows from counts.</summary>
public sealed class MetricDefinition
{
    internal MetricDefinition(string name, bool higherIsBetter, Func<ClassTally, double> compute)
    {
        Name = name;
        HigherIsBetter = higherIsBetter;
        Compute = compute;
    }

    /// <summary>Name as in the results, camelCase.</summary>
    public string Name { get; }

    /// <summary>Whether a larger value is a better one.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>Whether the metric is a share of samples, whose interval is Wilson's.</summary>
    public bool IsProportion => Proportion is not null;

    /// <summary>The value; NaN where it is not defined.</summary>
    internal Func<ClassTally, double> Compute { get; }

    /// <summary>For a proportion: the successes and the trials.</summary>
    internal Func<ClassTally, (long Hits, long Trials)>? Proportion { get; init; }

    /// <summary>Whether a resample that lacks a class of the data would measure something else.</summary>
    internal bool NeedsEveryClass { get; init; }

    /// <summary>Whether the metric follows from the likelihood rather than from the counts.</summary>
    internal bool UsesLikelihood { get; init; }

    /// <summary>The metric's name.</summary>
    public override string ToString() => Name;
}
