namespace ShiftEval.Metrics;

/// <summary>What a family of differences, taken together, says about one of them.</summary>
public enum Verdict
{
    /// <summary>The adjusted p is above the level; not the same as "equal".</summary>
    NoEvidence,

    /// <summary>The metric moved in its good direction.</summary>
    Better,

    /// <summary>The metric moved in its bad direction.</summary>
    Worse,
}
