namespace ShiftEval.Statistics.Specs;

/// <summary>One statistics spec: a head and its keys, as parsed from the spec language.</summary>
public sealed record StatisticsSpec
{
    /// <summary>The default of <c>batch=</c>.</summary>
    public const int DefaultBatchSize = 128;

    /// <summary>The default k of <c>instance</c>, in standard errors.</summary>
    public const double DefaultInstanceBand = 4;

    /// <summary>Where mean and variance come from.</summary>
    public required SpecHead Head { get; init; }

    /// <summary>The spec as the user wrote it.</summary>
    public required string Text { get; init; }

    /// <summary>The domain of <c>from=</c> or the path of <c>file:</c>; null elsewhere and for <c>from=*</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The number after the head: W of <c>mix:W</c>, A of <c>alpha:A</c>, B of <c>batch:B</c>, k of <c>instance:k=</c>, K of <c>stream:window=</c> (null: <c>stream:ema</c>).</summary>
    public double? Value { get; init; }

    /// <summary>N of <c>mix:N=</c>, in samples.</summary>
    public double? PriorCount { get; init; }

    /// <summary><c>method=</c>.</summary>
    public EstimationMethod Method { get; init; } = EstimationMethod.Population;

    /// <summary><c>estimator=</c>; only with <c>method=minibatch</c>.</summary>
    public BatchEstimator Estimator { get; init; } = BatchEstimator.Total;

    /// <summary><c>batch=</c>: samples a batch while estimating.</summary>
    public int BatchSize { get; init; } = DefaultBatchSize;

    /// <summary><c>order=</c>; what arrives as a stream arrives in the order of the file by default.</summary>
    public SampleOrdering Order { get; init; } = SampleOrdering.Shuffled;

    /// <summary><c>samples=</c>: at most so many, drawn evenly over domains; null takes all.</summary>
    public int? Samples { get; init; }

    /// <summary><c>split=</c>: the split to estimate from; null follows the head's rule.</summary>
    public string? Split { get; init; }

    /// <summary><c>source=</c> of a mixture: <see cref="SpecHead.Ema"/> or <see cref="SpecHead.Precise"/>.</summary>
    public SpecHead MixSource { get; init; } = SpecHead.Ema;

    /// <summary><c>rule=</c> of a mixture.</summary>
    public MixRule Rule { get; init; } = MixRule.Moment;

    /// <summary><c>balance=</c>: the class mix that images are weighted to.</summary>
    public ClassBalance Balance { get; init; }

    /// <summary><c>layers=</c>, <c>only=</c> and <c>select=</c>: which statistics are replaced; the others stay as stored.</summary>
    public ReplacementRule Replacement { get; init; } = ReplacementRule.Everything;

    /// <summary>Whether statistics come from the very images that are scored.</summary>
    public bool IsTransductive => Head is SpecHead.Test or SpecHead.Batch or SpecHead.Alpha or SpecHead.Stream or SpecHead.Instance;

    /// <summary>Whether the statistics are constants that can be written into a model.</summary>
    public bool IsConstant => Head is not (SpecHead.Batch or SpecHead.Alpha or SpecHead.Stream or SpecHead.Instance);

    /// <summary>Whether what a sample gets depends on the other samples scored, so that they are no longer independent.</summary>
    public bool MakesSamplesDependent => Head is SpecHead.Batch or SpecHead.Alpha or SpecHead.Stream;

    /// <summary>Whether images beside those scored are needed to know the statistics.</summary>
    public bool NeedsImages => IsConstant && Head is not (SpecHead.Ema or SpecHead.File);

    /// <summary>One spelling per meaning: keys in a fixed order, defaults left out, numbers in shortest form.</summary>
    public string Canonical => SpecFormatter.Format(this);

    /// <inheritdoc/>
    public override string ToString() => Canonical;
}
