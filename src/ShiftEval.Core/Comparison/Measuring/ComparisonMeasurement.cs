using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Gates;

namespace ShiftEval.Comparison.Measuring;

/// <summary>From predictions to everything that is told of them: cells, differences, summary, requirements.</summary>
/// <param name="plan">What is measured.</param>
/// <param name="gates">What is required of the results.</param>
internal sealed class ComparisonMeasurement(MeasurePlan plan, IReadOnlyList<Gate> gates)
{
    /// <summary>Measures.</summary>
    /// <param name="predicted">The cells; those of one domain hold the same labelled samples in the same order.</param>
    /// <param name="reference">What differences start from.</param>
    /// <param name="warnings">Receives what the reader must know.</param>
    /// <param name="cancellation">Ends the resampling.</param>
    public MeasuredCells Measure(IEnumerable<PredictedCell> predicted, VariantResult reference, List<Warning> warnings, CancellationToken cancellation)
    {
        CellMeasurer measurer = new(plan);
        IReadOnlyList<ScoredCell> cells = [.. predicted.Select(cell => measurer.Measure(cell, warnings, cancellation))];
        cells = plan.OperatingPoints?.Add(cells, warnings) ?? cells;
        CellResult[] results = [.. cells.Select(cell => cell.Result)];
        return new MeasuredCells
        {
            Cells = results,
            Differences = DifferenceTable.Of(cells, reference, plan.Metrics, cancellation),
            Slices = SliceTable.Of(cells, plan.Across, plan.Classes, plan.Metrics, cancellation),
            Summary = SummaryTable.Of(results, plan.Roles, plan.Metrics),
            Requirements = GateEvaluator.Evaluate(gates, results, plan.Roles),
            LayerShifts = [.. cells
                .Where(cell => cell.Predicted.LayerShifts.Count > 0)
                .Select(cell => new LayerProfileResult(cell.Result.Model, cell.Result.Statistics, cell.Result.Domain, cell.Predicted.LayerShifts))],
        };
    }
}
