namespace ShiftEval.Metrics;

/// <summary>What every metric is computed from: counts by class, sums over samples and, where asked for, figures of the order of the scores.</summary>
/// <remarks>Marginals and diagonal of the confusion matrix instead of the whole of it: K numbers, not K².</remarks>
internal sealed class ClassTally(int classes)
{
    /// <summary>Samples whose truth is the class, shape [K].</summary>
    public long[] Support { get; } = new long[classes];

    /// <summary>Samples predicted as the class, shape [K].</summary>
    public long[] Predicted { get; } = new long[classes];

    /// <summary>Samples of the class predicted as such, shape [K].</summary>
    public long[] Hits { get; } = new long[classes];

    /// <summary>Number of samples.</summary>
    public long Samples { get; set; }

    /// <summary>Sums over the samples.</summary>
    public SampleSums Sums { get; set; }

    /// <summary>Area under each class's receiver operating curve, one against the rest, shape [K]; set by <see cref="ClassRanking"/>.</summary>
    public double[] RocArea { get; } = new double[classes];

    /// <summary>Average precision of each class, one against the rest, shape [K]; set by <see cref="ClassRanking"/>.</summary>
    public double[] AveragePrecision { get; } = new double[classes];

    /// <summary>Expected calibration error; set by <see cref="ConfidenceRanking"/>.</summary>
    public double CalibrationError { get; set; }

    /// <summary>Sets counts and sums to zero; what the order of the scores gives stays until it is measured again.</summary>
    public void Clear()
    {
        Array.Clear(Support);
        Array.Clear(Predicted);
        Array.Clear(Hits);
        Samples = 0;
        Sums = default;
    }

    /// <summary>Whether a class that <paramref name="whole"/> has is absent here.</summary>
    public bool LacksClassOf(ClassTally whole)
    {
        for (int c = 0; c < Support.Length; c++)
        {
            if (Support[c] == 0 && whole.Support[c] > 0)
            {
                return true;
            }
        }

        return false;
    }
}
