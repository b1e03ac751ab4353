using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;

namespace ShiftEval.Reports.Csv;

/// <summary>One metric of a comparison, with all that tells which.</summary>
internal sealed record CsvRow
{
    /// <summary>What it is of: <c>cells</c>, <c>cases</c>, <c>operatingPoint</c>, <c>slices</c>, <c>differences</c> or <c>nextDomain</c>.</summary>
    public required string Table { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The spec as given.</summary>
    public required string Statistics { get; init; }

    /// <summary>The canonical spec.</summary>
    public required string Spec { get; init; }

    /// <summary>The domain; null for several together.</summary>
    public required string? Domain { get; init; }

    /// <summary>What the domain is to the models; null for domains of several roles.</summary>
    public required string? Role { get; init; }

    /// <summary>Labelled samples, or cases, scored.</summary>
    public required int Samples { get; init; }

    /// <summary>Groups among them.</summary>
    public required int Groups { get; init; }

    /// <summary>Samples the statistics were estimated from; null for the file's own and for several domains together.</summary>
    public required int? AdaptSamples { get; init; }

    /// <summary>Whether the scored images themselves gave the statistics.</summary>
    public required bool Transductive { get; init; }

    /// <summary>The metric.</summary>
    public string Metric { get; init; } = "";

    /// <summary>Its value.</summary>
    public double? Value { get; init; }

    /// <summary>Lower limit.</summary>
    public double? Low { get; init; }

    /// <summary>Upper limit.</summary>
    public double? High { get; init; }

    /// <summary>How the limits were computed.</summary>
    public string? Interval { get; init; }

    /// <summary>The manifest's column behind slices and cases.</summary>
    public string? Column { get; init; }

    /// <summary>The column's value, of slices.</summary>
    public string? Slice { get; init; }

    /// <summary>How images become a case.</summary>
    public string? Rule { get; init; }

    /// <summary>What a difference starts from.</summary>
    public VariantResult? From { get; init; }

    /// <summary>How the value moves with the division into adapt and test.</summary>
    public SpreadResult? Splits { get; init; }

    /// <summary>What to expect at a domain not seen yet; its mean is the value.</summary>
    public RandomEffectsResult? NextDomain { get; init; }

    /// <summary>The row with a metric.</summary>
    public CsvRow With(string metric, MetricValue value) =>
        this with { Metric = metric, Value = value.Value, Low = value.Low, High = value.High, Interval = value.Interval };
}
