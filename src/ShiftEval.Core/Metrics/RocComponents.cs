namespace ShiftEval.Metrics;

/// <summary>What each sample contributes to the area under the ROC curve: its structural component.</summary>
/// <remarks>
/// DeLong, DeLong and Clarke-Pearson (1988) for two classes; placement values from one sort a class, after Sun and Xu (2014).
/// For the macro area over M classes, each against the rest, the area is a statistic of K independent samples, one a class, and sample i of
/// class y contributes q_i = (1/M)·[V10_y(i)/n_y + Σ_{c≠y} V01_c(i)/(N − n_c)]: V10_y(i) is the share of the rest that i beats in the
/// scores of y, V01_c(i) the share of class c that beats i in the scores of c, ties half. The variance is Σ_k n_k·s²_k(q), s² with n − 1.
/// </remarks>
internal sealed class RocComponents
{
    private readonly double[] components;
    private readonly ScoredSamples cell;

    /// <summary>Places every sample among those of the other classes.</summary>
    /// <param name="cell">At least two classes occur.</param>
    public RocComponents(ScoredSamples cell)
    {
        this.cell = cell;
        components = new double[cell.Count];
        long[] support = cell.Tallies.Whole.Support;

        // Of two classes, the area is that of class 1.
        int[] measured = [.. Enumerable.Range(0, cell.Classes).Where(c => support[c] > 0 && (cell.Classes > 2 || c == 1))];
        double[] scores = new double[cell.Count];
        int[] rows = new int[cell.Count];
        foreach (int c in measured)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                scores[i] = cell.Probabilities[(i * cell.Classes) + c];
                rows[i] = i;
            }

            Array.Sort(scores, rows);
            Place(scores, rows, c, support[c], measured.Length);
        }
    }

    /// <summary>Each sample's component, shape [n].</summary>
    public ReadOnlySpan<double> Values => components;

    /// <summary>Variance of the area, or of its difference to <paramref name="other"/> on the same samples; null where a class has one sample.</summary>
    public double? Variance(RocComponents? other = null)
    {
        double[] mean = new double[cell.Classes];
        double[] squares = new double[cell.Classes];
        long[] support = cell.Tallies.Whole.Support;
        if (support.Contains(1))
        {
            return null;
        }

        for (int i = 0; i < components.Length; i++)
        {
            mean[cell.Truth[i]] += Of(i) / support[cell.Truth[i]];
        }

        for (int i = 0; i < components.Length; i++)
        {
            double gap = Of(i) - mean[cell.Truth[i]];
            squares[cell.Truth[i]] += gap * gap;
        }

        return Enumerable.Range(0, cell.Classes).Where(c => support[c] > 1).Sum(c => support[c] * squares[c] / (support[c] - 1));

        double Of(int sample) => components[sample] - (other?.components[sample] ?? 0);
    }

    private void Place(double[] scores, int[] rows, int c, long ofClass, int measured)
    {
        long rest = rows.Length - ofClass;
        double weight = 1.0 / measured / ofClass / rest;
        long classBelow = 0;
        long restBelow = 0;
        for (int start = 0, end; start < rows.Length; start = end)
        {
            long classTied = 0;
            for (end = start; end < rows.Length && scores[end] == scores[start]; end++)
            {
                classTied += cell.Truth[rows[end]] == c ? 1 : 0;
            }

            long restTied = end - start - classTied;
            for (int i = start; i < end; i++)
            {
                double beaten = cell.Truth[rows[i]] == c
                    ? restBelow + (restTied / 2.0)
                    : ofClass - classBelow - (classTied / 2.0);
                components[rows[i]] += weight * beaten;
            }

            classBelow += classTied;
            restBelow += restTied;
        }
    }
}
