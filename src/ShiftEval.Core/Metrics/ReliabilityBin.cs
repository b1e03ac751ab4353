namespace ShiftEval.Metrics;

/// <summary>One bin of a reliability diagram: samples whose predictions are about equally sure.</summary>
/// <param name="Count">Samples in the bin; may be 0 where there are few or many are tied.</param>
/// <param name="Low">Least confidence in the bin; null without samples.</param>
/// <param name="High">Largest confidence in the bin.</param>
/// <param name="MeanConfidence">Mean probability of the predicted class.</param>
/// <param name="Accuracy">Share predicted right.</param>
public sealed record ReliabilityBin(int Count, double? Low, double? High, double? MeanConfidence, double? Accuracy)
{
    /// <summary>Neighbouring bins joined until each holds at least <paramref name="fewest"/> samples; what is left over joins the last.</summary>
    /// <returns>Bins with samples; a single one where there are fewer, none without samples.</returns>
    public static IReadOnlyList<ReliabilityBin> Join(IEnumerable<ReliabilityBin> bins, int fewest)
    {
        ArgumentNullException.ThrowIfNull(bins);
        List<ReliabilityBin> joined = [];
        foreach (ReliabilityBin bin in bins.Where(bin => bin.Count > 0))
        {
            if (joined.Count > 0 && joined[^1].Count < fewest)
            {
                joined[^1] = Join(joined[^1], bin);
            }
            else
            {
                joined.Add(bin);
            }
        }

        if (joined.Count > 1 && joined[^1].Count < fewest)
        {
            joined[^2] = Join(joined[^2], joined[^1]);
            joined.RemoveAt(joined.Count - 1);
        }

        return joined;
    }

    private static ReliabilityBin Join(ReliabilityBin one, ReliabilityBin other)
    {
        int count = one.Count + other.Count;
        double? Mean(double? a, double? b) => ((one.Count * a) + (other.Count * b)) / count;
        return new ReliabilityBin(count, one.Low, other.High, Mean(one.MeanConfidence, other.MeanConfidence), Mean(one.Accuracy, other.Accuracy));
    }
}
