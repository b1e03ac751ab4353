namespace ShiftEval.Statistics;

/// <summary>How the variances of a mixture are combined.</summary>
public enum MixRule
{
    /// <summary>The variance of the two-component mixture: W·v_s + (1−W)·v_t + W(1−W)(m_s−m_t)² (TTN).</summary>
    Moment,

    /// <summary>The weighted mean of the variances alone: W·v_s + (1−W)·v_t (Schneider et al., α-BN).</summary>
    Linear,
}
