using System.Runtime.Intrinsics;

namespace ShiftEval.Metrics;

/// <summary>The groups of the samples in falling order of one class's score, cut where a curve bends: at scores that samples of the class have.</summary>
internal sealed class ScoreOrder
{
    private readonly int[] groups;
    private readonly Bend[] bends;

    /// <summary>Orders a cell's samples by a class's score; among ties the class's own come last.</summary>
    public ScoreOrder(ScoredSamples cell, int c)
    {
        double[] scores = new double[cell.Count];
        int[] rows = new int[cell.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            scores[i] = -cell.Probabilities[(i * cell.Classes) + c];
            rows[i] = i;
        }

        Array.Sort(scores, rows);
        List<Bend> found = [];
        for (int start = 0, end; start < rows.Length; start = end)
        {
            end = start + 1;
            while (end < rows.Length && scores[end] == scores[start])
            {
                end++;
            }

            int firstOfClass = Divide(cell.Truth, c, rows.AsSpan(start, end - start)) + start;
            if (firstOfClass < end)
            {
                found.Add(new Bend(start, firstOfClass, end));
            }
        }

        groups = [.. rows.Select(row => cell.Group[row])];
        bends = [.. found];
    }

    /// <summary>Area under the receiver operating curve, ties half, and average precision; NaN where not defined.</summary>
    /// <param name="multiplicity">How often each group counts, shape [G].</param>
    public (double Roc, double Precision) Areas(ReadOnlySpan<int> multiplicity)
    {
        long positives = 0;
        long negatives = 0;
        long lostTwice = 0;
        double precision = 0;
        int next = 0;
        foreach (Bend bend in bends)
        {
            // A positive loses against every negative above it, and half against those tied with it. No branch on a weight: it would be a guess.
            negatives += Weight(next, bend.FirstTied, multiplicity);
            long tied = Weight(bend.FirstTied, bend.FirstOfClass, multiplicity);
            long ofClass = Weight(bend.FirstOfClass, bend.End, multiplicity);
            lostTwice += ofClass * ((2 * negatives) + tied);
            negatives += tied;
            positives += ofClass;
            precision += ofClass * (double)positives / Math.Max(1, positives + negatives);
            next = bend.End;
        }

        negatives += Weight(next, groups.Length, multiplicity);
        long pairsTwice = 2 * positives * negatives;
        return (
            pairsTwice > 0 ? (pairsTwice - lostTwice) / (double)pairsTwice : double.NaN,
            positives > 0 ? precision / positives : double.NaN);
    }

    /// <summary>Both areas under <see cref="ResampleBatch.Lanes"/> resamples in one pass; the very numbers of <see cref="Areas(ReadOnlySpan{int})"/>.</summary>
    /// <param name="multiplicity">How often each group counts in each resample, shape [G][lanes].</param>
    /// <param name="roc">Receives the areas under the receiver operating curve, shape [lanes].</param>
    /// <param name="precision">Receives the average precisions, shape [lanes].</param>
    /// <remarks>Counts and pairs are whole numbers in double, exact below 2⁵³.</remarks>
    public void Areas(ReadOnlySpan<int> multiplicity, Span<double> roc, Span<double> precision)
    {
        LaneState low = default;
        LaneState high = default;
        int next = 0;
        foreach (Bend bend in bends)
        {
            Vector256<int> above = LaneWeight(next, bend.FirstTied, multiplicity);
            Vector256<int> tied = LaneWeight(bend.FirstTied, bend.FirstOfClass, multiplicity);
            Vector256<int> ofClass = LaneWeight(bend.FirstOfClass, bend.End, multiplicity);
            low.Pass(Lower(above), Lower(tied), Lower(ofClass));
            high.Pass(Upper(above), Upper(tied), Upper(ofClass));
            next = bend.End;
        }

        Vector256<int> rest = LaneWeight(next, groups.Length, multiplicity);
        low.Finish(Lower(rest), roc, precision);
        high.Finish(Upper(rest), roc[Vector256<double>.Count..], precision[Vector256<double>.Count..]);
    }

    private static Vector256<double> Lower(Vector256<int> counts) => Vector256.ConvertToDouble(Vector256.WidenLower(counts));

    private static Vector256<double> Upper(Vector256<int> counts) => Vector256.ConvertToDouble(Vector256.WidenUpper(counts));

    private Vector256<int> LaneWeight(int start, int end, ReadOnlySpan<int> multiplicity)
    {
        Vector256<int> sum = Vector256<int>.Zero;
        int[] own = groups;
        for (int i = start; i < end; i++)
        {
            sum += Vector256.Create(multiplicity.Slice(own[i] * ResampleBatch.Lanes, ResampleBatch.Lanes));
        }

        return sum;
    }

    private long Weight(int start, int end, ReadOnlySpan<int> multiplicity)
    {
        int sum = 0;
        int[] own = groups;
        for (int i = start; i < end; i++)
        {
            sum += multiplicity[own[i]];
        }

        return sum;
    }

    /// <summary>Moves the rows of the class behind the others; returns how many others there are.</summary>
    private static int Divide(ReadOnlySpan<int> truth, int c, Span<int> rows)
    {
        int others = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (truth[rows[i]] != c)
            {
                (rows[i], rows[others]) = (rows[others], rows[i]);
                others++;
            }
        }

        return others;
    }

    /// <summary>What the pass over the bends has seen of four resamples.</summary>
    private struct LaneState
    {
        private Vector256<double> positives;
        private Vector256<double> negatives;
        private Vector256<double> lostTwice;
        private Vector256<double> precision;

        public void Pass(Vector256<double> above, Vector256<double> tied, Vector256<double> ofClass)
        {
            negatives += above;
            lostTwice += ofClass * (negatives + negatives + tied);
            negatives += tied;
            positives += ofClass;
            precision += ofClass * positives / Vector256.Max(Vector256<double>.One, positives + negatives);
        }

        public readonly void Finish(Vector256<double> rest, Span<double> roc, Span<double> averagePrecision)
        {
            Vector256<double> pairsTwice = 2 * positives * (negatives + rest);
            for (int lane = 0; lane < Vector256<double>.Count; lane++)
            {
                roc[lane] = pairsTwice[lane] > 0 ? (pairsTwice[lane] - lostTwice[lane]) / pairsTwice[lane] : double.NaN;
                averagePrecision[lane] = positives[lane] > 0 ? precision[lane] / positives[lane] : double.NaN;
            }
        }
    }

    /// <summary>Samples of one score, some of the class: others from <paramref name="FirstTied"/>, those of the class from <paramref name="FirstOfClass"/>.</summary>
    private readonly record struct Bend(int FirstTied, int FirstOfClass, int End);
}
