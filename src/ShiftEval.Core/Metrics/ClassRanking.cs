namespace ShiftEval.Metrics;

/// <summary>The samples ordered by each class's score, once, so that areas under curves take one pass a resample.</summary>
/// <remarks>
/// Groups are drawn whole, so a resample is the same order with whole-number weights. Counts are whole numbers: neither file order nor the
/// order of ties moves a digit.
/// </remarks>
internal sealed class ClassRanking
{
    // A sample in one number: its group, whether it is of the class, whether the next sample's score is lower.
    private const int GroupShift = 2;
    private const int OfClass = 2;
    private const int LastOfTie = 1;

    private readonly int[]?[] orders;

    /// <summary>Orders a cell's samples.</summary>
    public ClassRanking(ScoredSamples cell)
    {
        orders = new int[cell.Classes][];
        for (int c = 0; c < cell.Classes; c++)
        {
            // Of two classes only the positive one is measured; of more, those present.
            if (cell.Classes == 2 ? c == 1 : cell.Truth.Contains(c))
            {
                orders[c] = Order(cell, c);
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
            (tally.RocArea[c], tally.AveragePrecision[c]) = orders[c] is { } order ? Areas(order, multiplicity) : (double.NaN, double.NaN);
        }
    }

    /// <summary>From the highest score down: a positive wins against every negative below it and half against those tied with it.</summary>
    private static (double Roc, double Precision) Areas(int[] order, ReadOnlySpan<int> multiplicity)
    {
        long positives = 0;
        long negatives = 0;
        long tiedPositives = 0;
        long tiedNegatives = 0;
        long wonTwice = 0;
        double precision = 0;
        foreach (int code in order)
        {
            int weight = multiplicity[code >> GroupShift];
            int ofClass = -(code >> 1 & 1) & weight;
            tiedPositives += ofClass;
            tiedNegatives += weight - ofClass;
            if ((code & LastOfTie) == 0)
            {
                continue;
            }

            wonTwice += tiedNegatives * ((2 * positives) + tiedPositives);
            negatives += tiedNegatives;
            positives += tiedPositives;
            if (tiedPositives > 0)
            {
                precision += tiedPositives * (double)positives / (positives + negatives);
            }

            tiedPositives = 0;
            tiedNegatives = 0;
        }

        return (
            positives > 0 && negatives > 0 ? wonTwice / (2.0 * positives * negatives) : double.NaN,
            positives > 0 ? precision / positives : double.NaN);
    }

    private static int[] Order(ScoredSamples cell, int c)
    {
        double[] scores = new double[cell.Count];
        int[] codes = new int[cell.Count];
        for (int i = 0; i < codes.Length; i++)
        {
            scores[i] = -cell.Probabilities[(i * cell.Classes) + c];
            codes[i] = (cell.Group[i] << GroupShift) | (cell.Truth[i] == c ? OfClass : 0);
        }

        Array.Sort(scores, codes);
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] |= i + 1 == codes.Length || scores[i + 1] != scores[i] ? LastOfTie : 0;
        }

        return codes;
    }
}
