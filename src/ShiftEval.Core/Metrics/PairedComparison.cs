using System.Globalization;
using ShiftEval.Diagnostics;

namespace ShiftEval.Metrics;

/// <summary>Differences between two cells that score the same samples.</summary>
public static class PairedComparison
{
    /// <summary>Random exchanges of a permutation test where fewer would do.</summary>
    public const int DefaultDraws = 9_999;

    /// <summary>Compares two cells in one metric.</summary>
    /// <param name="from">The reference.</param>
    /// <param name="to">What is compared with it; same truth and groups, sample by sample.</param>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="options">Confidence, resamples and seed.</param>
    /// <param name="familySize">Differences that Holm will adjust together: the permutation draws enough to be significant among them.</param>
    /// <param name="cancellation">Ends the resampling.</param>
    /// <returns>The same numbers for any number of threads.</returns>
    /// <exception cref="InputException">The options cannot be used, or there is no such metric.</exception>
    /// <exception cref="ArgumentException">The cells do not hold the same samples.</exception>
    /// <remarks>
    /// Accuracy with one sample a group: McNemar's exact test and Newcombe's paired interval.
    /// Area under the ROC curve with one sample a group: DeLong's test and interval; the permutation's p where that variance is zero or unknown.
    /// Accuracy else: sign flips of the groups' differences in hits, exact over all 2^G, and the paired bootstrap over groups.
    /// Other metrics: groups exchange their two predictions and the metric's difference is computed anew, and the paired bootstrap over groups.
    /// </remarks>
    public static Difference Compare(ScoredSamples from, ScoredSamples to, string metric, MetricOptions options, int familySize, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(familySize, 1);
        options.ThrowIfWrong();
        MetricDefinition definition = MetricCatalog.Find(metric);
        if (from.Classes != to.Classes || !from.Truth.SequenceEqual(to.Truth) || !from.Group.SequenceEqual(to.Group))
        {
            throw new ArgumentException("Paired cells must hold the same samples: their truths, groups or classes differ.", nameof(to));
        }

        Difference difference = new() { Metric = definition.Name, HigherIsBetter = definition.HigherIsBetter };
        if (to.Count == 0)
        {
            return difference with { Reason = MetricEvaluator.NoSamples };
        }

        double value = to.Tallies.Estimate(definition) - from.Tallies.Estimate(definition);
        if (double.IsNaN(value))
        {
            return difference with { Reason = definition.Reason(from.HasProbabilities && to.HasProbabilities) };
        }

        difference = difference with { Value = value };
        return to.IsOneSamplePerGroup && definition.ClosedForm is { } form
            ? CompareSamples(difference, definition, form, from, to, options, familySize, cancellation)
            : CompareGroups(difference, definition, from, to, options, familySize, cancellation);
    }

    /// <summary>Adjusts the p-values of a family by Holm and gives each difference its verdict.</summary>
    /// <param name="family">All differences judged together: all pairs and domains of the primary metric.</param>
    /// <param name="confidence">1 − the level of the tests.</param>
    /// <returns>The family in the given order; without p, neither adjusted p nor verdict.</returns>
    public static IReadOnlyList<Difference> Judge(IReadOnlyList<Difference> family, double confidence)
    {
        ArgumentNullException.ThrowIfNull(family);
        double?[] adjusted = Holm.Adjust([.. family.Select(difference => difference.P)]);
        return [.. family.Select((difference, i) => difference with
        {
            PAdjusted = adjusted[i],
            Verdict = difference.Value is double value ? Verdicts.Decide(value, adjusted[i], difference.HigherIsBetter, confidence) : null,
        })];
    }

    /// <summary>Random draws after which a permutation's smallest p is half of what Holm asks of the first of a family.</summary>
    /// <param name="familySize">Differences in the family, at least 1.</param>
    /// <param name="confidence">1 − the level of the tests.</param>
    /// <returns>2·<paramref name="familySize"/>/(1 − <paramref name="confidence"/>) rounded up, at least <see cref="DefaultDraws"/>.</returns>
    public static int MinimumDraws(int familySize, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(familySize, 1);
        double needed = Math.Ceiling(2.0 * familySize / (1 - confidence));
        return needed <= int.MaxValue
            ? Math.Max(DefaultDraws, (int)needed)
            : throw new InputException("--confidence", string.Create(CultureInfo.InvariantCulture, $"no permutation test can draw often enough for {confidence:R}"), "Give a smaller one, such as 0.99");
    }

    private static Difference CompareSamples(
        Difference difference,
        MetricDefinition metric,
        IClosedForm form,
        ScoredSamples from,
        ScoredSamples to,
        MetricOptions options,
        int familySize,
        CancellationToken cancellation)
    {
        (Limits limits, double? p) = form.Compare(from, to, difference.Value!.Value, options.Confidence);
        return difference with
        {
            Low = limits.Low,
            High = limits.High,
            Interval = form.PairedInterval,
            Reason = limits.Reason,

            // Where the closed form has no variance, samples can still exchange their predictions.
            P = p ?? Permuted(metric, from, to, options, familySize, cancellation),
            Test = p is null ? TestNames.SignFlip : form.Test,
        };
    }

    private static Difference CompareGroups(
        Difference difference,
        MetricDefinition metric,
        ScoredSamples from,
        ScoredSamples to,
        MetricOptions options,
        int familySize,
        CancellationToken cancellation)
    {
        GroupStatistic statistic = new([metric], to.Tallies, from.Tallies);
        Limits limits = ClusterBootstrap.Intervals(statistic, options, cancellation)[0];
        double? exact = ReferenceEquals(metric, MetricCatalog.Accuracy) ? SignFlipTest.ExactP(HitDifferences(from, to)) : null;
        return difference with
        {
            Low = limits.Low,
            High = limits.High,
            Interval = options.BootstrapName,
            Reason = limits.Reason,
            P = exact ?? Permuted(metric, from, to, options, familySize, cancellation),
            Test = TestNames.SignFlip,
        };
    }

    private static double Permuted(
        MetricDefinition metric, ScoredSamples from, ScoredSamples to, MetricOptions options, int familySize, CancellationToken cancellation) =>
        SignFlipTest.PermutationP(metric, from.Tallies, to.Tallies, options, MinimumDraws(familySize, options.Confidence), cancellation);

    private static int[] HitDifferences(ScoredSamples from, ScoredSamples to)
    {
        int[] differences = new int[to.Groups];
        for (int i = 0; i < to.Count; i++)
        {
            differences[to.Group[i]] += (to.Predicted[i] == to.Truth[i] ? 1 : 0) - (from.Predicted[i] == from.Truth[i] ? 1 : 0);
        }

        return differences;
    }
}
