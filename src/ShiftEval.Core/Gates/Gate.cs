namespace ShiftEval.Gates;

/// <summary>A requirement on results, as <c>--require</c> takes it.</summary>
/// <param name="Expression">The text as given.</param>
/// <param name="Summary">Over what it runs.</param>
/// <param name="Metric">The metric's name.</param>
/// <param name="Limit">Value or a limit of the interval.</param>
/// <param name="Comparison"><c>&gt;=</c>, <c>&gt;</c>, <c>&lt;=</c> or <c>&lt;</c>.</param>
/// <param name="Bound">What it is compared with, in the metric's own unit: 0.8 for 80 %.</param>
public sealed record Gate(string Expression, GateSummary Summary, string Metric, GateLimit Limit, string Comparison, double Bound)
{
    /// <summary>The domain it is about; null means every one.</summary>
    public string? Domain { get; init; }

    /// <summary>The canonical spec it is about; null means every one whose images are not the scored ones.</summary>
    public string? Spec { get; init; }

    /// <summary>The model it is about; null means every one.</summary>
    public string? Model { get; init; }

    /// <summary>Whether a number meets it; none meets nothing.</summary>
    public bool IsMetBy(double? value) => value is { } number && Comparison switch
    {
        ">=" => number >= Bound,
        ">" => number > Bound,
        "<=" => number <= Bound,
        _ => number < Bound,
    };
}
