using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;

namespace ShiftEval.Reports;

/// <summary>A result fit to leave the hospital: without paths, ids and messages, and without tables that hold counts from 1 to 9.</summary>
/// <remarks>
/// What goes goes for a whole domain, all its statistics together, so that no hidden count follows from a shown one: a domain with fewer than
/// <see cref="Fewest"/> images or groups scored; else, where one of its tables holds a small count, all its tables and class counts, the
/// shares by class, and of the metrics that follow from such a table all but the primary one. Shares of at least <see cref="Fewest"/> images
/// stay, rounded to whole percents. What that does and does not hide: <c>docs/report.md</c>.
/// </remarks>
public static class Redaction
{
    /// <summary>The smallest count that is shown.</summary>
    public const int Fewest = 10;

    /// <summary>What stands where something was taken out.</summary>
    public const string Withheld = "withheld";

    /// <summary>The redacted result.</summary>
    /// <exception cref="InputException">Nothing would be left.</exception>
    public static ComparisonResult Of(ComparisonResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        RedactedNames names = new(result.Models.Select(model => model.Name));
        HashSet<string> small = [.. result.Cells.Where(cell => IsSmall(cell.Samples) || IsSmall(cell.Groups)).Select(cell => cell.Domain)];
        DomainResult[] domains = [.. result.Data.Domains.Where(domain => !small.Contains(domain.Name))];
        if (domains.Length == 0)
        {
            throw new InputException("--redact", $"leaves nothing: every domain has fewer than {Fewest} images or groups scored", "Score more images, or leave --redact out where the result stays in the house");
        }

        HashSet<string> closed = [.. domains.Where(domain => HidesTables(result, domain)).Select(domain => domain.Name)];
        string primary = result.Settings.Metric;
        bool Shown(string metric, string domain) => metric == primary || !closed.Contains(domain) || !MetricCatalog.Find(metric).IsOfTable;
        return result with
        {
            Models = [.. result.Models.Select(model => model with { Name = names.Model(model.Name) })],
            Settings = result.Settings with { PreprocessOrigin = RedactedNames.Text(result.Settings.PreprocessOrigin) },
            Data = result.Data with
            {
                Samples = small.Count > 0 ? null : result.Data.Samples,
                SplitRule = RedactedNames.Text(result.Data.SplitRule),
                SkippedSamples = [],
                Domains = [.. domains.Select(domain => closed.Contains(domain.Name) ? domain with { Classes = new Dictionary<string, int>() } : domain)],
            },
            Cells = [.. result.Cells.Where(cell => !small.Contains(cell.Domain)).Select(cell => Cell(cell, closed.Contains(cell.Domain), metric => Shown(metric, cell.Domain)) with
            {
                Model = names.Model(cell.Model), Statistics = RedactedNames.Text(cell.Statistics), Spec = RedactedNames.Text(cell.Spec),
            })],
            Differences = [.. result.Differences
                .Where(row => !small.Contains(row.Domain) && !IsSmall(row.Samples) && !IsSmall(row.Groups) && Shown(row.Metric, row.Domain))
                .Select(row => Difference(row) with { From = names.Variant(row.From), To = names.Variant(row.To) })],
            Summary = small.Count > 0 ? [] : [.. Summary(result, names).Where(row => domains.All(domain => Shown(row.Metric, domain.Name)))],
            Slices = [.. result.Slices.GroupBy(slice => slice.Column, StringComparer.Ordinal).Where(column => !column.Any(IsSmall)).SelectMany(column => column).Where(slice => slice.Domain is null || !small.Contains(slice.Domain)).Select(slice => slice with
            {
                Model = names.Model(slice.Model), Statistics = RedactedNames.Text(slice.Statistics), Metrics = Metrics(slice.Metrics, _ => true),
            })],
            LayerShifts = [.. result.LayerShifts.Where(row => !small.Contains(row.Domain)).Select(row => row with { Model = names.Model(row.Model), Statistics = RedactedNames.Text(row.Statistics) })],
            Requirements = [.. result.Requirements.Select(row => row with { Expression = RedactedNames.Text(row.Expression), Model = names.Model(row.Model), Statistics = RedactedNames.Text(row.Statistics), Value = null })],
            Warnings = [Notice(small, closed), .. result.Warnings.Select(warning => warning with { Message = $"{warning.Code}: the text is {Withheld}" })],
        };
    }

    private static Warning Notice(HashSet<string> small, HashSet<string> closed)
    {
        string gone = small.Count == 0 ? "" : $" Left out, with fewer than {Fewest} images or groups scored: {string.Join(", ", small.Order(StringComparer.Ordinal))}.";
        string tables = closed.Count == 0 ? "" : $" Without tables, for counts from 1 to {Fewest - 1}: {string.Join(", ", closed.Order(StringComparer.Ordinal))}.";
        return new Warning("redacted", $"Redacted: paths, ids and messages are withheld, figures rounded to whole percents, p to one digit.{gone}{tables}");
    }

    private static IEnumerable<SummaryResult> Summary(ComparisonResult result, RedactedNames names) => result.Summary.Select(row => row with
    {
        Model = names.Model(row.Model),
        Statistics = RedactedNames.Text(row.Statistics),
        Average = Round(row.Average),
        Worst = row.Worst is { } worst ? worst with { Value = Math.Round(worst.Value, 2) } : null,
        Drop = Round(row.Drop),
        NextDomain = row.NextDomain is { } next ? next with { Mean = Round(next.Mean), Low = Round(next.Low), High = Round(next.High), PredictionLow = Round(next.PredictionLow), PredictionHigh = Round(next.PredictionHigh) } : null,
    });

    private static CellResult Cell(CellResult cell, bool closed, Func<string, bool> shown) => cell with
    {
        Clipped = cell.Clipped is > 0 and < Fewest ? null : cell.Clipped,
        Metrics = Metrics(cell.Metrics, shown),
        Confusion = closed ? [] : cell.Confusion,
        Classes = closed ? new Dictionary<string, ClassMetrics>() : cell.Classes.ToDictionary(of => of.Key, of => new ClassMetrics(Value(of.Value.Sensitivity), Value(of.Value.Specificity), Value(of.Value.Ppv), Value(of.Value.Npv)), StringComparer.Ordinal),
        Reliability = [.. ReliabilityBin.Join(cell.Reliability, Fewest).Select(bin => new ReliabilityBin(bin.Count, Round(bin.Low), Round(bin.High), Round(bin.MeanConfidence), Round(bin.Accuracy)))],
        Spread = Spread(cell.Spread, shown),
        Splits = Spread(cell.Splits, shown),
        Cases = closed || cell.Cases is null ? null : cell.Cases with { Metrics = Metrics(cell.Cases.Metrics, shown) },

        // Its table of hits is not in the result, so nobody could see whether it holds a small count.
        OperatingPoint = null,
    };

    private static DifferenceResult Difference(DifferenceResult row) => row with
    {
        Value = Round(row.Value),
        Low = Round(row.Low),
        High = Round(row.High),
        P = Digit(row.P),
        PAdjusted = Digit(row.PAdjusted),
        Spread = Spread(row.Spread),
        Splits = Spread(row.Splits),
    };

    private static Dictionary<string, MetricValue> Metrics(IReadOnlyDictionary<string, MetricValue> metrics, Func<string, bool> shown) =>
        metrics.ToDictionary(pair => pair.Key, pair => shown(pair.Key) ? Value(pair.Value) : new MetricValue(null, null, null, null, Withheld), StringComparer.Ordinal);

    private static MetricValue Value(MetricValue value) => new(Round(value.Value), Round(value.Low), Round(value.High), value.Interval, value.Reason is null ? null : Withheld);

    private static Dictionary<string, SpreadResult?>? Spread(IReadOnlyDictionary<string, SpreadResult?>? spread, Func<string, bool> shown) =>
        spread?.Where(pair => shown(pair.Key)).ToDictionary(pair => pair.Key, pair => Spread(pair.Value), StringComparer.Ordinal);

    private static SpreadResult? Spread(SpreadResult? spread) => spread is null ? null : new SpreadResult(spread.Draws, Math.Round(spread.Sd, 2), Math.Round(spread.Min, 2), Math.Round(spread.Max, 2));

    // A table is closed with all others of its domain, and by its rows: what a shown table leaves of the domain's class counts is a count too.
    private static bool HidesTables(ComparisonResult result, DomainResult domain)
    {
        CellResult[] cells = [.. result.Cells.Where(cell => cell.Domain == domain.Name)];
        IEnumerable<int> rest = cells.Where(cell => cell.Confusion.Length > 0).SelectMany(cell => result.Data.Classes.Select((name, c) => domain.Classes.GetValueOrDefault(name) - cell.Confusion[c].Sum()));
        return domain.Classes.Values.Concat(rest).Concat(cells.SelectMany(cell => cell.Confusion).SelectMany(row => row)).Any(IsSmall)
            || cells.Any(cell => cell.Cases is { } cases && (IsSmall(cases.Samples) || IsSmall(cases.Groups) || cases.Confusion.SelectMany(row => row).Any(IsSmall)));
    }

    private static bool IsSmall(SliceResult slice) => IsSmall(slice.Samples) || IsSmall(slice.Groups) || slice.Confusion.SelectMany(row => row).Any(IsSmall);

    private static bool IsSmall(int count) => count is > 0 and < Fewest;

    private static double? Round(double? value) => value is { } known ? Math.Round(known, 2) : null;

    private static double? Digit(double? p)
    {
        if (p is not > 0)
        {
            return p;
        }

        double unit = Math.Pow(10, Math.Floor(Math.Log10(p.Value)));
        return Math.Round(p.Value / unit) * unit;
    }
}
