using ShiftEval.Comparison.Measuring;
using ShiftEval.Comparison.Results;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;

namespace ShiftEval.Comparison;

/// <summary>The same comparison with other divisions into adapt and test, which tells how much a result owes to the one that was drawn.</summary>
/// <remarks>Intervals are conditional on the adapt images. The standard deviation over divisions tells of both halves: their test images differ too.</remarks>
internal static class SplitRepeats
{
    /// <summary>Names what stands in the way of other divisions.</summary>
    public static void Check(int splits, SplitResult division, ProblemList problems)
    {
        if (splits < 1)
        {
            problems.Add("--splits", "is less than 1", "Give 2 or more");
        }

        if (splits > 1 && !division.IsDrawn)
        {
            problems.Add("--splits", "there is nothing to divide anew: the data say themselves what is adapt and what is test", "Leave it out, or take the split column out of the manifest");
        }
    }

    /// <summary>Runs the divisions of the split seeds that follow the run's own, and adds how the values move.</summary>
    /// <param name="options">The comparison; its <see cref="ComparisonOptions.Splits"/> counts the run's own division.</param>
    /// <param name="own">What the run's own division gave.</param>
    /// <param name="progress">Told of every stage.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="InputException">Another division leaves a half of a domain empty.</exception>
    public static MeasuredCells Add(ComparisonOptions options, MeasuredCells own, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        if (options.Splits < 2)
        {
            return own;
        }

        List<Dictionary<(VariantResult Variant, string Domain), IReadOnlyDictionary<string, double?>>> others = [];
        for (int repeat = 1; repeat < options.Splits; repeat++)
        {
            ComparisonOptions divided = options with { Splits = 1, TellsSpread = false, Run = options.Run with { SplitSeed = options.Run.SplitSeed + repeat } };
            PreparedComparison prepared = PreparedComparison.Prepare(divided, [], progress, cancellation);
            others.Add(prepared.Run(cancellation).ToDictionary(
                cell => (cell.Variant, cell.Domain),
                cell => MetricEvaluator.Values(cell.Predictions.Score(prepared.Measure.Classes), options.Metrics.Metrics)));
        }

        return own with
        {
            Cells = [.. own.Cells.Select(cell => cell with
            {
                Splits = cell.Metrics.ToDictionary(
                    metric => metric.Key,
                    metric => SpreadResult.Of(others.Select(other => Value(other, new VariantResult(cell.Model, cell.Statistics), cell.Domain, metric.Key)).Prepend(metric.Value.Value)),
                    StringComparer.Ordinal),
            })],
            Differences = [.. own.Differences.Select(row => row with
            {
                Splits = SpreadResult.Of(others.Select(other => Value(other, row.To, row.Domain, row.Metric) - Value(other, row.From, row.Domain, row.Metric)).Prepend(row.Value)),
            })],
        };
    }

    private static double? Value(Dictionary<(VariantResult Variant, string Domain), IReadOnlyDictionary<string, double?>> division, VariantResult variant, string domain, string metric) =>
        division[(variant, domain)][metric];
}
