namespace ShiftEval.Metrics;

/// <summary>One metric: its name in documents, its direction, and how it follows from a tally.</summary>
public sealed class MetricDefinition
{
    internal MetricDefinition(string name, bool higherIsBetter, MetricBasis basis, Func<ClassTally, double> compute)
    {
        Name = name;
        HigherIsBetter = higherIsBetter;
        Basis = basis;
        Compute = compute;
    }

    /// <summary>Name as in the results, camelCase.</summary>
    public string Name { get; }

    /// <summary>Whether a larger value is a better one.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>Whether the metric is a share of samples, whose interval is Wilson's.</summary>
    public bool IsProportion => Proportion is not null;

    /// <summary>Whether people read the metric in percent.</summary>
    public bool IsPercentage { get; init; }

    /// <summary>Whether the metric takes classes to be ordered by index, as grades are.</summary>
    public bool IsOrdinal { get; init; }

    /// <summary>What the metric follows from.</summary>
    internal MetricBasis Basis { get; }

    /// <summary>Whether the metric needs the samples in order, and so a pass over them for every resample.</summary>
    internal bool IsRanked => Basis is MetricBasis.ClassRanking or MetricBasis.ConfidenceRanking;

    /// <summary>Whether the metric follows from the confusion matrix alone.</summary>
    internal bool IsOfTable => Basis == MetricBasis.Counts;

    /// <summary>Whether the metric follows from probabilities, and so is not defined where only predictions are known.</summary>
    internal bool NeedsProbabilities => Basis != MetricBasis.Counts && !IsOrdinal;

    /// <summary>The value; NaN where it is not defined.</summary>
    internal Func<ClassTally, double> Compute { get; }

    /// <summary>When <see cref="Compute"/> gives NaN though there are samples: a clause.</summary>
    internal string Undefined { get; init; } = "it is not defined on these samples";

    /// <summary>Why there is no value though there are samples: a clause.</summary>
    internal string Reason(bool hasProbabilities) =>
        NeedsProbabilities && !hasProbabilities ? "the predictions come without probabilities" : Undefined;

    /// <summary>For a proportion: the successes and the trials.</summary>
    internal Func<ClassTally, (long Hits, long Trials)>? Proportion { get; init; }

    /// <summary>Interval and paired test where every group has one sample; null where the bootstrap over groups serves there too.</summary>
    internal IClosedForm? ClosedForm { get; init; }

    /// <summary>The sum over samples that the metric uses; null for none.</summary>
    internal Func<SampleSums, double>? Sum { get; init; }

    /// <summary>Whether a resample that lacks a class of the data would measure something else.</summary>
    internal bool NeedsEveryClass { get; init; }

    /// <summary>The metric's name.</summary>
    public override string ToString() => Name;
}
