namespace ShiftEval.Statistics;

/// <summary>What <c>mean-of-batches</c> adds up over batches, per channel.</summary>
/// <param name="Batches">How many batches; a whole number of at least 0.</param>
/// <param name="Means">Sum of the batches' means, shape [C].</param>
/// <param name="Variances">Sum of the batches' n−1 variances, shape [C].</param>
public sealed record BatchSums(double Batches, double[] Means, double[] Variances)
{
    /// <summary>No batches yet.</summary>
    public static BatchSums Empty(int channels) => new(0, new double[channels], new double[channels]);

    /// <summary>The sums over both.</summary>
    public BatchSums Plus(BatchSums other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new BatchSums(Batches + other.Batches, Combine(Means, other.Means, 1), Combine(Variances, other.Variances, 1));
    }

    /// <summary>The sums without those of some of the batches.</summary>
    public BatchSums Minus(BatchSums part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return new BatchSums(Batches - part.Batches, Combine(Means, part.Means, -1), Combine(Variances, part.Variances, -1));
    }

    /// <summary>The unweighted means over batches.</summary>
    /// <exception cref="InvalidOperationException">There are no batches.</exception>
    public LayerStatistics ToStatistics() => Batches > 0
        ? new LayerStatistics(Array.ConvertAll(Means, sum => sum / Batches), Array.ConvertAll(Variances, sum => Math.Max(0, sum / Batches)))
        : throw new InvalidOperationException("No batches have no mean.");

    private static double[] Combine(double[] left, double[] right, double sign)
    {
        double[] sums = new double[left.Length];
        for (int c = 0; c < sums.Length; c++)
        {
            sums[c] = left[c] + (sign * right[c]);
        }

        return sums;
    }
}
