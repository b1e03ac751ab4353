namespace ShiftEval.Metrics;

/// <summary>Accuracy of independent samples: Wilson's interval, McNemar's exact test and Newcombe's paired interval.</summary>
internal sealed class PairedHits : IClosedForm
{
    /// <inheritdoc/>
    public string Interval => IntervalNames.Wilson;

    /// <inheritdoc/>
    public string PairedInterval => IntervalNames.NewcombePaired;

    /// <inheritdoc/>
    public string Test => TestNames.McNemar;

    /// <inheritdoc/>
    public Limits IntervalOf(ScoredSamples cell, double value, double confidence)
    {
        (double low, double high) = WilsonInterval.Independent(cell.Tallies.Whole.Hits.Sum(), cell.Count, confidence);
        return new Limits(low, high, null);
    }

    /// <inheritdoc/>
    public (Limits Limits, double? P) Compare(ScoredSamples from, ScoredSamples to, double difference, double confidence)
    {
        int both = 0;
        int onlyFrom = 0;
        int onlyTo = 0;
        for (int i = 0; i < to.Count; i++)
        {
            bool fromHit = from.Predicted[i] == from.Truth[i];
            bool toHit = to.Predicted[i] == to.Truth[i];
            both += fromHit && toHit ? 1 : 0;
            onlyFrom += fromHit && !toHit ? 1 : 0;
            onlyTo += toHit && !fromHit ? 1 : 0;
        }

        (double low, double high) = NewcombeInterval.Paired(both, onlyTo, onlyFrom, to.Count - both - onlyTo - onlyFrom, confidence);
        return (new Limits(low, high, null), McNemarTest.P(onlyFrom, onlyTo));
    }
}
