namespace ShiftEval.Metrics;

/// <summary>The samples ordered by each class's score, once, so that areas under curves take one pass a resample.</summary>
/// <remarks>
/// Groups are drawn whole, so a resample is the same order with whole-number weights. Counts are whole numbers: neither file order nor the
/// order of ties moves a digit.
/// </remarks>
internal sealed class ClassRanking
{
    private readonly ScoreOrder?[] orders;

    /// <summary>Orders a cell's samples.</summary>
    public ClassRanking(ScoredSamples cell)
    {
        orders = new ScoreOrder[cell.Classes];
        for (int c = 0; c < cell.Classes; c++)
        {
            // Of two classes only the positive one is measured; of more, those present.
            if (cell.Classes == 2 ? c == 1 : cell.Truth.Contains(c))
            {
                orders[c] = new ScoreOrder(cell, c);
            }
        }
    }

    /// <summary>Writes both areas of every class into the tallies of several resamples; NaN where one is not defined.</summary>
    /// <param name="tallies">Receive them, one a resample, as many as are in use.</param>
    /// <param name="multiplicity">How often each group counts in each resample, shape [G][<see cref="ResampleBatch.Lanes"/>].</param>
    public void Measure(ReadOnlySpan<ClassTally> tallies, ReadOnlySpan<int> multiplicity)
    {
        Span<double> roc = stackalloc double[ResampleBatch.Lanes];
        Span<double> precision = stackalloc double[ResampleBatch.Lanes];
        for (int c = 0; c < orders.Length; c++)
        {
            roc.Fill(double.NaN);
            precision.Fill(double.NaN);
            orders[c]?.Areas(multiplicity, roc, precision);
            for (int lane = 0; lane < tallies.Length; lane++)
            {
                tallies[lane].RocArea[c] = roc[lane];
                tallies[lane].AveragePrecision[c] = precision[lane];
            }
        }
    }

    /// <summary>Writes both areas of every class into <paramref name="tally"/>; NaN where one is not defined.</summary>
    /// <param name="tally">Receives them.</param>
    /// <param name="multiplicity">How often each group counts, shape [G].</param>
    public void Measure(ClassTally tally, ReadOnlySpan<int> multiplicity)
    {
        for (int c = 0; c < orders.Length; c++)
        {
            (tally.RocArea[c], tally.AveragePrecision[c]) = orders[c]?.Areas(multiplicity) ?? (double.NaN, double.NaN);
        }
    }
}
