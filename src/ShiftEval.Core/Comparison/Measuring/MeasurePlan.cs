using System.Globalization;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;

namespace ShiftEval.Comparison.Measuring;

/// <summary>What is measured on predictions, settled before there are any.</summary>
/// <param name="Metrics">Metrics, intervals and tests.</param>
/// <param name="Classes">The classes of the predictions.</param>
/// <param name="Roles">The domains, and what they are to the models.</param>
internal sealed record MeasurePlan(MetricOptions Metrics, ClassList Classes, DomainRoles Roles)
{
    /// <summary>Columns measured value by value.</summary>
    public IReadOnlyList<ColumnValues> Across { get; init; } = [];

    /// <summary>How images become cases; null for images alone.</summary>
    public CaseAggregation? Aggregation { get; init; }

    /// <summary>The threshold fixed on the source domains; null for none.</summary>
    public OperatingPoints? OperatingPoints { get; init; }

    /// <summary>Settles it, and names everything that stands in the way.</summary>
    /// <param name="metrics">Metrics, intervals and tests.</param>
    /// <param name="options">What is measured besides.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="roles">The domains.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="scored">The samples that will be scored.</param>
    /// <param name="problems">Receives what stands in the way.</param>
    public static MeasurePlan Prepare(MetricOptions metrics, MeasureOptions options, ClassList classes, DomainRoles roles, Dataset dataset, IEnumerable<Sample> scored, ProblemList problems)
    {
        int? positive = Positive(options, classes, problems);
        return new MeasurePlan(metrics, classes, roles)
        {
            Across = SliceTable.Find(options.Across, dataset, problems),
            Aggregation = options.Aggregate is { } aggregate ? problems.Try(() => CaseAggregation.Prepare(aggregate, dataset, scored, classes, positive)) : null,
            OperatingPoints = options.OperatingPoint is { } point ? problems.Try(() => Measuring.OperatingPoints.Prepare(point, positive, roles, metrics.Confidence)) : null,
        };
    }

    private static int? Positive(MeasureOptions options, ClassList classes, ProblemList problems)
    {
        if (options.Positive is not { } name)
        {
            return classes.Names.Count == 2 ? 1 : null;
        }

        if (options.Aggregate is null && options.OperatingPoint is null)
        {
            problems.Add($"--positive {name}", "means nothing without --operating-point or --aggregate", "Add one, or leave it out");
        }

        if (!classes.Names.Contains(name, StringComparer.Ordinal))
        {
            problems.Add($"--positive {name}", string.Create(CultureInfo.InvariantCulture, $"is none of the {classes.Names.Count} classes"), $"Classes, nearest first: {NearestNames.Describe(name, classes.Names)}");
            return null;
        }

        return classes.IndexOf(name);
    }
}
