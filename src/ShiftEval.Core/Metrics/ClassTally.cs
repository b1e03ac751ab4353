namespace ShiftEval.Metrics;

/// <summary>The sufficient statistics of every metric: counts by class and the summed negative log-likelihood.</summary>
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

    /// <summary>Sum over the samples, natural logarithm.</summary>
    public double NegativeLogLikelihood { get; set; }

    /// <summary>Sets everything to zero.</summary>
    public void Clear()
    {
        Array.Clear(Support);
        Array.Clear(Predicted);
        Array.Clear(Hits);
        Samples = 0;
        NegativeLogLikelihood = 0;
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
