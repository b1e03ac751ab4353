using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports.Csv;

/// <summary>The rows of a comparison: cells first, then each table that the result has.</summary>
internal sealed class CsvRows
{
    // Hartung and Knapp (2001): the interval of a random-effects mean.
    private const string MeanInterval = "hartung-knapp";
    private readonly ComparisonResult result;
    private readonly ILookup<VariantResult, CellResult> cells;
    private readonly Dictionary<string, string> roles;

    private CsvRows(ComparisonResult result)
    {
        this.result = result;
        cells = result.Cells.ToLookup(cell => new VariantResult(cell.Model, cell.Statistics));
        roles = result.Data.Domains.ToDictionary(domain => domain.Name, domain => domain.Role, StringComparer.Ordinal);
    }

    public static IEnumerable<CsvRow> Of(ComparisonResult result)
    {
        CsvRows rows = new(result);
        return [.. result.Cells.SelectMany(rows.Cell), .. result.Cells.SelectMany(rows.Cases), .. result.Cells.SelectMany(rows.OperatingPoint), .. rows.Slices(), .. rows.Differences(), .. rows.NextDomains()];
    }

    private IEnumerable<CsvRow> Cell(CellResult cell) => cell.Metrics.Select(metric =>
        Row("cells", cell).With(metric.Key, metric.Value) with { Splits = cell.Splits?.GetValueOrDefault(metric.Key) });

    private IEnumerable<CsvRow> Cases(CellResult cell) => cell.Cases is not { } cases
        ? []
        : cases.Metrics.Select(metric => (Row("cases", cell) with { Samples = cases.Samples, Groups = cases.Groups, Column = cases.Column, Rule = cases.Rule }).With(metric.Key, metric.Value));

    private IEnumerable<CsvRow> OperatingPoint(CellResult cell)
    {
        if (cell.OperatingPoint is not { } point)
        {
            return [];
        }

        CsvRow row = Row("operatingPoint", cell);
        return
        [
            row with { Metric = "threshold", Value = point.Threshold },
            row.With("sensitivity", point.Sensitivity),
            row.With("specificity", point.Specificity),
            row.With("ppv", point.Ppv),
            row.With("npv", point.Npv),
        ];
    }

    private IEnumerable<CsvRow> Slices() => result.Slices.SelectMany(slice =>
    {
        CsvRow row = Row("slices", new VariantResult(slice.Model, slice.Statistics), slice.Domain) with { Samples = slice.Samples, Groups = slice.Groups, Column = slice.Column, Slice = slice.Value };
        return slice.Metrics.Select(metric => row.With(metric.Key, metric.Value));
    });

    // Without --splits a file holds the cells alone, as it always did: differences of levels are what cells already tell.
    private IEnumerable<CsvRow> Differences() => result.Differences.Where(row => row.Splits is not null).Select(row => Row("differences", row.To, row.Domain) with
    {
        Samples = row.Samples,
        Groups = row.Groups,
        Metric = row.Metric,
        Value = row.Value,
        Low = row.Low,
        High = row.High,
        Interval = row.Interval,
        From = row.From,
        Splits = row.Splits,
    });

    private IEnumerable<CsvRow> NextDomains() => result.Summary.Where(row => row.NextDomain?.Mean is not null).Select(row =>
    {
        VariantResult variant = new(row.Model, row.Statistics);
        CellResult[] targets = [.. cells[variant].Where(cell => roles[cell.Domain] == "target")];
        return Row("nextDomain", variant, domain: null) with
        {
            Role = "target",
            Samples = targets.Sum(cell => cell.Samples),
            Groups = targets.Sum(cell => cell.Groups),
            Metric = row.Metric,
            Value = row.NextDomain!.Mean,
            Low = row.NextDomain.Low,
            High = row.NextDomain.High,
            Interval = MeanInterval,
            NextDomain = row.NextDomain,
        };
    });

    private CsvRow Row(string table, VariantResult variant, string? domain)
    {
        CsvRow row = Row(table, cells[variant].First(cell => domain is null || cell.Domain == domain));
        return domain is null ? row with { Domain = null, Role = null, AdaptSamples = null } : row;
    }

    private CsvRow Row(string table, CellResult cell) => new()
    {
        Table = table,
        Model = cell.Model,
        Statistics = cell.Statistics,
        Spec = cell.Spec,
        Domain = cell.Domain,
        Role = roles[cell.Domain],
        Samples = cell.Samples,
        Groups = cell.Groups,
        AdaptSamples = cell.AdaptSamples,
        Transductive = cell.Transductive,
    };
}
