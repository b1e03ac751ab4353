namespace ShiftEval.Metrics;

/// <summary>The area under the ROC curve of independent samples: DeLong's variance, Wald's interval, z test of a paired difference.</summary>
/// <remarks>DeLong, DeLong and Clarke-Pearson (1988), with the components of <see cref="RocComponents"/>; of several classes, the macro area.</remarks>
internal sealed class DeLong : IClosedForm
{
    /// <summary>The reason given where a class has a single sample.</summary>
    public const string SingleSample = "a class has a single sample";

    /// <summary>The reason given where the components do not differ, as where no sample is out of order.</summary>
    public const string NoSpread = "the samples are placed alike within every class, so DeLong's variance is zero";

    // Components are sums of shares: what differs less than this is rounding.
    private const double Rounding = 1e-13;

    /// <inheritdoc/>
    public string Interval => IntervalNames.DeLong;

    /// <inheritdoc/>
    public string PairedInterval => IntervalNames.DeLong;

    /// <inheritdoc/>
    public string Test => TestNames.DeLong;

    /// <inheritdoc/>
    public Limits IntervalOf(ScoredSamples cell, double value, double confidence) =>
        Wald(value, new RocComponents(cell).Variance(), 0, confidence);

    /// <inheritdoc/>
    public (Limits Limits, double? P) Compare(ScoredSamples from, ScoredSamples to, double difference, double confidence)
    {
        double? variance = new RocComponents(to).Variance(new RocComponents(from));
        Limits limits = Wald(difference, variance, -1, confidence);
        return (limits, limits.Reason is null ? Math.Clamp(2 * Distributions.NormalCdf(-Math.Abs(difference) / Math.Sqrt(variance!.Value)), double.Epsilon, 1) : null);
    }

    private static Limits Wald(double value, double? variance, double least, double confidence)
    {
        if (variance is not double known)
        {
            return Limits.None(SingleSample);
        }

        double error = Math.Sqrt(known);
        if (error <= Rounding)
        {
            return Limits.None(NoSpread);
        }

        double half = Distributions.NormalQuantile((1 + confidence) / 2) * error;
        return new Limits(Math.Max(value - half, least), Math.Min(value + half, 1), null);
    }
}
