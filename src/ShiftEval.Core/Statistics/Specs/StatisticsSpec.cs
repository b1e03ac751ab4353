namespace ShiftEval.Statistics.Specs;

/// <summary>One statistics spec: a head and its keys, as parsed from the spec language.</summary>
public sealed record StatisticsSpec
{
    /// <summary>The default of <c>batch=</c>.</summary>
    public const int DefaultBatchSize = 128;

    /// <summary>Where mean and variance come from.</summary>
    public required SpecHead Head { get; init; }

    /// <summary>The spec as the user wrote it.</summary>
    public required string Text { get; init; }

    /// <summary>The domain of <c>from=</c> or the path of <c>file:</c>; null elsewhere and for <c>from=*</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The number after the head: W of <c>mix:W</c>, A of <c>alpha:A</c>, B of <c>batch:B</c>, k of <c>instance:k=</c>, K of <c>stream:window=</c>.</summary>
    public double? Value { get; init; }

    /// <summary>N of <c>mix:N=</c>, in samples.</summary>
    public double? PriorCount { get; init; }

    /// <summary><c>method=</c>.</summary>
    public EstimationMethod Method { get; init; } = EstimationMethod.Population;

    /// <summary><c>estimator=</c>; only with <c>method=minibatch</c>.</summary>
    public BatchEstimator Estimator { get; init; } = BatchEstimator.Total;

    /// <summary><c>batch=</c>: samples a batch while estimating.</summary>
    public int BatchSize { get; init; } = DefaultBatchSize;

    /// <summary><c>order=</c>.</summary>
    public SampleOrdering Order { get; init; } = SampleOrdering.Shuffled;

    /// <summary><c>samples=</c>: at most so many, drawn evenly over domains; null takes all.</summary>
    public int? Samples { get; init; }

    /// <summary><c>split=</c>: the split to estimate from; null follows the head's rule.</summary>
    public string? Split { get; init; }

    /// <summary><c>source=</c> of a mixture: <see cref="SpecHead.Ema"/> or <see cref="SpecHead.Precise"/>.</summary>
    public SpecHead MixSource { get; init; } = SpecHead.Ema;

    /// <summary><c>rule=</c> of a mixture.</summary>
    public MixRule Rule { get; init; } = MixRule.Moment;

    /// <summary>Keys that this version reads but does not act on by itself, in canonical order: balance, layers, only, select, window, k.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> OtherKeys { get; init; } = [];

    /// <summary>Whether statistics come from the very images that are scored.</summary>
    public bool IsTransductive => Head is SpecHead.Test or SpecHead.Batch or SpecHead.Alpha or SpecHead.Stream or SpecHead.Instance;

    /// <summary>Whether the statistics are constants that can be written into a model.</summary>
    public bool IsConstant => Head is not (SpecHead.Batch or SpecHead.Alpha or SpecHead.Stream or SpecHead.Instance);

    /// <summary>Whether images are needed to know the statistics.</summary>
    public bool NeedsImages => Head is not (SpecHead.Ema or SpecHead.File);

    /// <summary>One spelling per meaning: keys in a fixed order, defaults left out, numbers in shortest form.</summary>
    public string Canonical => SpecFormatter.Format(this);

    /// <inheritdoc/>
    public override string ToString() => Canonical;
}
