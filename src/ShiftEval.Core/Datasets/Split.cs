namespace ShiftEval.Datasets;

/// <summary>What a sample may be used for.</summary>
public enum Split
{
    /// <summary>The model was trained on it.</summary>
    Train,

    /// <summary>Statistics may be estimated from it; it is never scored.</summary>
    Adapt,

    /// <summary>It is scored.</summary>
    Test,
}
