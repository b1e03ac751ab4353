using ShiftEval.Comparison.Results;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Gates;
using ShiftEval.Metrics;

namespace ShiftEval.Comparison.Measuring;

/// <summary>From predictions to everything that is told of them: cells, differences, summary, requirements.</summary>
/// <param name="classes">The classes of the predictions.</param>
/// <param name="roles">The domains, and what they are to the models.</param>
/// <param name="metrics">Metrics, intervals and tests.</param>
/// <param name="gates">What is required of the results.</param>
internal sealed class ComparisonMeasurement(ClassList classes, DomainRoles roles, MetricOptions metrics, IReadOnlyList<Gate> gates)
{
    /// <summary>Measures.</summary>
    /// <param name="predicted">The cells; those of one domain hold the same labelled samples in the same order.</param>
    /// <param name="reference">What differences start from.</param>
    /// <param name="warnings">Receives what the reader must know.</param>
    /// <param name="cancellation">Ends the resampling.</param>
    public MeasuredCells Measure(IEnumerable<PredictedCell> predicted, VariantResult reference, List<Warning> warnings, CancellationToken cancellation)
    {
        CellMeasurer measurer = new(classes, roles, metrics);
        ScoredCell[] cells = [.. predicted.Select(cell => measurer.Measure(cell, warnings, cancellation))];
        CellResult[] results = [.. cells.Select(cell => cell.Result)];
        return new MeasuredCells
        {
            Cells = results,
            Differences = DifferenceTable.Of(cells, reference, metrics, cancellation),
            Summary = SummaryTable.Of(results, roles, metrics),
            Requirements = GateEvaluator.Evaluate(gates, results, roles),
            LayerShifts = [.. cells
                .Where(cell => cell.Predicted.LayerShifts.Count > 0)
                .Select(cell => new LayerProfileResult(cell.Result.Model, cell.Result.Statistics, cell.Result.Domain, cell.Predicted.LayerShifts))],
        };
    }
}
