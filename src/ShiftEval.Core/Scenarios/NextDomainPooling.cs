using ShiftEval.Metrics;

namespace ShiftEval.Scenarios;

/// <summary>Random effects over the domains that models left out of training, for each row or column of a table.</summary>
/// <remarks>
/// Replicates score the same images, so they are no further domains: their predictions for one domain are measured as one cell, whose groups hold
/// an image as often as there are replicates. Its value is the replicates' mean, and its interval knows that they share images.
/// </remarks>
internal static class NextDomainPooling
{
    private const string Domain = "domain";

    /// <summary>Pools.</summary>
    /// <param name="table">How the table is laid out.</param>
    /// <param name="cells">The cells in it.</param>
    /// <param name="options">The table's metric, how its intervals are made.</param>
    /// <param name="cancellation">Ends the resampling.</param>
    /// <returns>Null where the metric is no share, or where nowhere are there three left-out domains.</returns>
    public static IReadOnlyList<TableNextDomain>? Of(ScenarioTable table, IEnumerable<ScenarioCell> cells, MetricOptions options, CancellationToken cancellation)
    {
        if (!MetricCatalog.Find(options.PrimaryMetric).IsPercentage)
        {
            return null;
        }

        TableNextDomain[] pooled = [.. cells
            .Where(cell => cell.IsLeftOut && !cell.IsTransductive)
            .GroupBy(cell => (Row: Beside(table.Rows, cell), Column: Beside(table.Columns, cell)))
            .Select(place => (place.Key, Domains: place.GroupBy(cell => cell.Domain, StringComparer.Ordinal).ToArray()))
            .Where(place => place.Domains.Length >= RandomEffects.FewestDomains)
            .Select(place => new TableNextDomain(place.Key.Row, place.Key.Column, Pool(place.Domains, options, cancellation)))];
        return pooled.Length > 0 ? pooled : null;
    }

    // What is pooled over has no place of its own.
    private static string? Beside(string dimension, ScenarioCell cell) => dimension is Domain or ScenarioCell.LeftOut ? null : cell[dimension];

    private static RandomEffectsResult Pool(IReadOnlyList<IGrouping<string, ScenarioCell>> domains, MetricOptions options, CancellationToken cancellation)
    {
        List<DomainEstimate> estimates = [];
        foreach (IGrouping<string, ScenarioCell> domain in domains)
        {
            ScoredSamples[] replicates = [.. domain.Select(cell => cell.Samples)];
            if (!replicates.All(replicate => IsOfSameImages(replicates[0], replicate)))
            {
                return new RandomEffectsResult { Domains = domains.Count, Reason = $"the models of {domain.Key} did not score the same images" };
            }

            CellMetrics metrics = MetricEvaluator.Evaluate(Together(replicates), options, cancellation);
            MetricValue value = metrics.Metrics[options.PrimaryMetric];
            estimates.Add(new DomainEstimate(domain.Key, value.Value, value.Low, value.High, value.Interval, metrics.Groups));
        }

        return RandomEffects.Pool(estimates, options.Confidence);
    }

    private static bool IsOfSameImages(ScoredSamples left, ScoredSamples right) => left.Truth.SequenceEqual(right.Truth) && left.Group.SequenceEqual(right.Group);

    private static ScoredSamples Together(ScoredSamples[] replicates) => replicates.Length == 1 ? replicates[0] : new ScoredSamples(
        [.. replicates.SelectMany(replicate => replicate.Truth.ToArray())],
        [.. replicates.SelectMany(replicate => replicate.Predicted.ToArray())],
        [.. replicates.SelectMany(replicate => replicate.Probabilities.ToArray())],
        [.. replicates.SelectMany(replicate => replicate.Group.ToArray())],
        replicates[0].Classes);
}
