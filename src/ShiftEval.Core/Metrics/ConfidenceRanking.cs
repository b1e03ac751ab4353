namespace ShiftEval.Metrics;

/// <summary>The samples ordered by the probability of their prediction, once, for calibration over bins of equal mass.</summary>
/// <remarks>
/// A sample belongs to bin ⌊B·m/N⌋, m the mass below it plus half of that tied with it. Ties stay together, n distinct confidences with n a
/// multiple of B give B equal bins, and a sample counted twice is two samples: the definition holds for a resample as it stands, which has
/// bins of its own.
/// </remarks>
internal sealed class ConfidenceRanking
{
    /// <summary>Number of bins, B.</summary>
    public const int Bins = 15;

    private const int GroupShift = 2;
    private const int Hit = 2;
    private const int LastOfTie = 1;

    private readonly int[] order;
    private readonly double[] confidences;

    /// <summary>Orders a cell's samples.</summary>
    public ConfidenceRanking(ScoredSamples cell)
    {
        confidences = new double[cell.Count];
        order = new int[cell.Count];
        for (int i = 0; i < order.Length; i++)
        {
            confidences[i] = cell.Probabilities[(i * cell.Classes) + cell.Predicted[i]];
            order[i] = (cell.Group[i] << GroupShift) | (cell.Truth[i] == cell.Predicted[i] ? Hit : 0);
        }

        Array.Sort(confidences, order);
        for (int i = 0; i < order.Length; i++)
        {
            order[i] |= i + 1 == order.Length || confidences[i + 1] != confidences[i] ? LastOfTie : 0;
        }
    }

    /// <summary>Writes the calibration error into <paramref name="tally"/>: Σ over bins of their share times |accuracy − mean confidence|.</summary>
    /// <param name="tally">Receives it; holds the number of samples.</param>
    /// <param name="multiplicity">How often each group counts, shape [G].</param>
    public void Measure(ClassTally tally, ReadOnlySpan<int> multiplicity)
    {
        double error = 0;
        Sweep(tally.Samples, multiplicity, (_, bin) => error += Math.Abs(bin.Hits - bin.Confidence));
        tally.CalibrationError = error / tally.Samples;
    }

    /// <summary>The reliability diagram of all samples: <see cref="Bins"/> bins, the least sure first.</summary>
    public IReadOnlyList<ReliabilityBin> Diagram()
    {
        ReliabilityBin[] diagram = new ReliabilityBin[Bins];
        Array.Fill(diagram, new ReliabilityBin(0, null, null, null, null));
        int groups = order.Length == 0 ? 0 : order.Max(code => code >> GroupShift) + 1;
        int[] once = new int[groups];
        Array.Fill(once, 1);
        int first = 0;
        Sweep(order.Length, once, (index, bin) =>
        {
            int next = first + (int)bin.Count;
            diagram[index] = new ReliabilityBin(
                (int)bin.Count, confidences[first], confidences[next - 1], bin.Confidence / bin.Count, (double)bin.Hits / bin.Count);
            first = next;
        });
        return diagram;
    }

    private void Sweep(long samples, ReadOnlySpan<int> multiplicity, Action<int, Content> take)
    {
        int index = 0;
        long below = 0;
        long end = 2 * samples;
        long tied = 0;
        long tiedHits = 0;
        Content bin = default;
        for (int i = 0; i < order.Length; i++)
        {
            int code = order[i];
            int weight = multiplicity[code >> GroupShift];
            tied += weight;
            tiedHits += -(code >> 1 & 1) & weight;
            if ((code & LastOfTie) == 0)
            {
                continue;
            }

            // What was not drawn weighs 0 and is not skipped: a branch on it would be a guess. It opens at most a bin that stays empty.
            long middle = ((2 * below) + tied) * Bins;
            if (middle >= end)
            {
                if (bin.Count > 0)
                {
                    take(index, bin);
                    bin = default;
                }

                index = (int)(middle / (2 * samples));
                end = (index + 1) * 2 * samples;
            }

            bin = new(bin.Count + tied, bin.Hits + tiedHits, bin.Confidence + (tied * confidences[i]));
            below += tied;
            tied = 0;
            tiedHits = 0;
        }

        if (bin.Count > 0)
        {
            take(index, bin);
        }
    }

    private readonly record struct Content(long Count, long Hits, double Confidence);
}
