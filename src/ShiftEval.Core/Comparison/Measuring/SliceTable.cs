using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;

namespace ShiftEval.Comparison.Measuring;

/// <summary>Metrics of the samples that share a column's value, in each domain and over all scored domains.</summary>
internal static class SliceTable
{
    private const string Option = "--across";
    private const int MostValues = 100;

    /// <summary>Finds the columns.</summary>
    public static IReadOnlyList<ColumnValues> Find(IReadOnlyList<string> names, Dataset dataset, ProblemList problems)
    {
        List<ColumnValues> columns = [];
        foreach (string name in names)
        {
            if (problems.Try(() => ColumnValues.Find(dataset, name, Option)) is not { } column)
            {
                continue;
            }

            int values = dataset.Samples.Select(sample => column[sample]).Distinct(StringComparer.Ordinal).Count();
            if (values > MostValues)
            {
                problems.Add($"{Option} {name}", string.Create(CultureInfo.InvariantCulture, $"has {values} values, and at most {MostValues} are measured apart"), "Name a column that many samples share, such as a scanner");
            }

            columns.Add(column);
        }

        return columns;
    }

    /// <summary>The slices: column by column, value by value, domains before their sum, variants in the order of the cells.</summary>
    public static IReadOnlyList<SliceResult> Of(IReadOnlyList<ScoredCell> cells, IReadOnlyList<ColumnValues> columns, ClassList classes, MetricOptions options, CancellationToken cancellation) =>
        [.. columns.SelectMany(column => OfColumn(cells, column, classes, options, cancellation))];

    private static IEnumerable<SliceResult> OfColumn(IReadOnlyList<ScoredCell> cells, ColumnValues column, ClassList classes, MetricOptions options, CancellationToken cancellation)
    {
        string[] domains = [.. cells.Select(cell => cell.Result.Domain).Distinct(StringComparer.Ordinal)];
        string?[] places = [.. domains, .. new string?[domains.Length > 1 ? 1 : 0]];
        string[] values = [.. cells.SelectMany(cell => cell.Predicted.Predictions.Labelled).Select(sample => column[sample]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach (string value in values)
        {
            foreach (string? domain in places)
            {
                foreach (IGrouping<VariantResult, ScoredCell> variant in cells.Where(cell => domain is null || cell.Result.Domain == domain).GroupBy(cell => cell.Variant))
                {
                    CellPredictions own = CellPredictions.Concat([.. variant.Select(cell => cell.Predicted.Predictions.Where(sample => sample.Label is not null && column[sample] == value))]);
                    if (own.Samples.Count > 0)
                    {
                        yield return Slice(column.Name, value, variant.Key, domain, MetricEvaluator.Evaluate(own.Score(classes), options, cancellation));
                    }
                }
            }
        }
    }

    private static SliceResult Slice(string column, string value, VariantResult variant, string? domain, CellMetrics metrics) => new()
    {
        Column = column,
        Value = value,
        Model = variant.Model,
        Statistics = variant.Statistics,
        Domain = domain,
        Samples = metrics.Samples,
        Groups = metrics.Groups,
        Metrics = metrics.Metrics,
        Confusion = metrics.Confusion,
    };
}
