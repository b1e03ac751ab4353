namespace ShiftEval.Comparison;

/// <summary>What is measured on predictions besides the metrics of each cell.</summary>
public sealed record MeasureOptions
{
    /// <summary>Columns whose values are measured apart, as <c>--across</c> takes them.</summary>
    public IReadOnlyList<string> Across { get; init; } = [];

    /// <summary>Images measured as cases, as <c>--aggregate</c> takes it: <c>COLUMN=mean|max|vote</c>; null for images alone.</summary>
    public string? Aggregate { get; init; }

    /// <summary>A threshold fixed on the source domains, as <c>--operating-point</c> takes it: <c>sensitivity=0.95</c> or <c>specificity=0.95</c>; null for none.</summary>
    public string? OperatingPoint { get; init; }

    /// <summary>The class whose score the operating point is on and whose share makes a case positive; null with two classes takes the second.</summary>
    public string? Positive { get; init; }
}
