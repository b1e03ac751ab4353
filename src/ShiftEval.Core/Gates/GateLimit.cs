namespace ShiftEval.Gates;

/// <summary>Which number of a metric a requirement looks at.</summary>
public enum GateLimit
{
    /// <summary>The value itself.</summary>
    Value,

    /// <summary>The lower limit of its interval.</summary>
    Low,

    /// <summary>The upper limit of its interval.</summary>
    High,
}
