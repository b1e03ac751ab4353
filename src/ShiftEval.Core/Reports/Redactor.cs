using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Gates;
using ShiftEval.Metrics;

namespace ShiftEval.Reports;

/// <summary>Takes out of one result what must not leave the house.</summary>
internal sealed class Redactor
{
    private readonly ComparisonResult result;
    private readonly RedactedNames models;
    private readonly RedactedNames specs;
    private readonly HashSet<string> small;
    private readonly HashSet<string> closed;

    public Redactor(ComparisonResult result)
    {
        this.result = result;
        models = new RedactedNames(result.Models.Select(model => model.Name));
        specs = new RedactedNames(result.Cells.SelectMany(cell => new[] { cell.Statistics, cell.Spec }));
        small = [.. result.Cells.Where(cell => IsFew(cell.Samples, cell.Groups)).Select(cell => cell.Domain)];
        closed = [.. result.Cells.Where(HoldsSmallCount).Select(cell => cell.Domain).Except(small)];
    }

    /// <summary>The redacted result.</summary>
    /// <exception cref="InputException">Nothing would be left.</exception>
    public ComparisonResult Redact()
    {
        CellResult[] cells = [.. result.Cells.Where(cell => !small.Contains(cell.Domain)).Select(Cell)];
        if (cells.Length == 0)
        {
            throw new InputException("--redact", $"leaves nothing: every domain has fewer than {Redaction.Fewest} images or groups scored", "Score more images, or leave --redact out where the result stays in the house");
        }

        GateResult[] requirements = [.. result.Requirements.Where(IsShown).Select(Requirement)];
        return result with
        {
            Models = [.. result.Models.Select(model => model with { Name = models[model.Name] })],
            Settings = result.Settings with { PreprocessOrigin = RedactedNames.LastPart(result.Settings.PreprocessOrigin) },
            Data = Data(cells),
            Cells = cells,
            Differences = [.. result.Differences.Where(row => !small.Contains(row.Domain) && !IsFew(row.Samples, row.Groups) && IsShown(row.Metric, row.Domain)).Select(Difference)],
            Summary = small.Count > 0 ? [] : [.. result.Summary.Where(row => IsShownEverywhere(row.Metric)).Select(Summary)],
            Slices = [.. result.Slices.GroupBy(slice => slice.Column, StringComparer.Ordinal).Where(column => column.All(IsShown)).SelectMany(column => column).Select(slice => slice with
            {
                Model = models[slice.Model], Statistics = specs[slice.Statistics], Metrics = Metrics(slice.Metrics, _ => true),
            })],
            LayerShifts = [.. result.LayerShifts.Where(row => !small.Contains(row.Domain) && !IsSmall(Adapted(row) ?? 0)).Select(row => row with
            {
                Model = models[row.Model], Statistics = specs[row.Statistics], Layers = [.. row.Layers.Select(layer => layer with { Shift = Round(layer.Shift) })],
            })],
            Requirements = requirements,
            Warnings = [Notice(result.Requirements.Count - requirements.Length), .. result.Warnings.Where(warning => warning.Domain is null || !small.Contains(warning.Domain)).Select(warning => warning with { Message = $"{warning.Code}: the text is {Redaction.Withheld}" })],
        };
    }

    private Warning Notice(int requirements)
    {
        string gone = small.Count == 0 ? "" : $" Left out, with fewer than {Redaction.Fewest} images or groups scored: {string.Join(", ", small.Order(StringComparer.Ordinal))}.";
        string tables = closed.Count == 0 ? "" : $" Without tables, for counts from 1 to {Redaction.Fewest - 1}: {string.Join(", ", closed.Order(StringComparer.Ordinal))}.";
        string gates = requirements == 0 ? "" : FormattableString.Invariant($" Requirements on figures left out, not shown: {requirements}.");
        return new Warning("redacted", $"Redacted: paths, ids and messages are withheld, figures rounded to whole percents, p to one digit.{gone}{tables}{gates}");
    }

    // Counts of all splits would tell small ones by subtraction; so a domain's counts are those scored.
    private DataResult Data(CellResult[] cells) => result.Data with
    {
        Samples = null,
        Skipped = null,
        Unlabelled = null,
        SplitRule = result.Data.SplitRule.AsSpan().IndexOfAny('/', '\\') < 0 ? result.Data.SplitRule : Redaction.Withheld,
        SkippedSamples = [],
        Domains = [.. result.Data.Domains.Where(domain => !small.Contains(domain.Name)).Select(domain =>
        {
            CellResult cell = cells.First(cell => cell.Domain == domain.Name);
            return domain with { Samples = cell.Samples, Groups = cell.Groups, Classes = cell.Confusion.Select((row, c) => (result.Data.Classes[c], row.Sum())).ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal) };
        })],
    };

    private CellResult Cell(CellResult cell)
    {
        bool open = !closed.Contains(cell.Domain);
        bool Shown(string metric) => IsShown(metric, cell.Domain);
        return cell with
        {
            Model = models[cell.Model],
            Statistics = specs[cell.Statistics],
            Spec = specs[cell.Spec],
            AdaptSamples = IsSmall(cell.AdaptSamples ?? 0) ? null : cell.AdaptSamples,
            Clipped = IsSmall(cell.Clipped ?? 0) ? null : cell.Clipped,
            Metrics = Metrics(cell.Metrics, Shown),
            Confusion = open ? cell.Confusion : [],
            Classes = open ? cell.Classes.ToDictionary(of => of.Key, of => new ClassMetrics(Value(of.Value.Sensitivity), Value(of.Value.Specificity), Value(of.Value.Ppv), Value(of.Value.Npv)), StringComparer.Ordinal) : new Dictionary<string, ClassMetrics>(),
            Reliability = open ? [.. ReliabilityBin.Join(cell.Reliability, Redaction.Fewest).Select(bin => new ReliabilityBin(bin.Count, Round(bin.Low), Round(bin.High), Round(bin.MeanConfidence), Round(bin.Accuracy)))] : [],
            Spread = Spread(cell.Spread, Shown),
            Splits = Spread(cell.Splits, Shown),
            Cases = open && cell.Cases is { } cases ? cases with { Metrics = Metrics(cases.Metrics, Shown) } : null,

            // The class mix of the source, and a table that is not in the result, so that nobody could see whether it holds a small count.
            Balance = null,
            OperatingPoint = null,
        };
    }

    private DifferenceResult Difference(DifferenceResult row) => row with
    {
        From = Variant(row.From),
        To = Variant(row.To),
        Value = Round(row.Value),
        Low = Round(row.Low),
        High = Round(row.High),
        P = Digit(row.P),
        PAdjusted = Digit(row.PAdjusted),
        Spread = Spread(row.Spread),
        Splits = Spread(row.Splits),
    };

    private VariantResult Variant(VariantResult variant) => new(models[variant.Model], specs[variant.Statistics]);

    private SummaryResult Summary(SummaryResult row) => row with
    {
        Model = models[row.Model],
        Statistics = specs[row.Statistics],
        Average = Round(row.Average),
        Worst = row.Worst is { } worst ? worst with { Value = Round(worst.Value) } : null,
        Drop = Round(row.Drop),
        NextDomain = row.NextDomain is { } next ? next with
        {
            Mean = Round(next.Mean),
            Low = Round(next.Low),
            High = Round(next.High),
            BetweenSd = Round(next.BetweenSd),
            PredictionLow = Round(next.PredictionLow),
            PredictionHigh = Round(next.PredictionHigh),
        }
        : null,
    };

    private GateResult Requirement(GateResult row) => row with
    {
        Expression = row.Expression.Split('@', '#', '%')[0].Trim(),
        Model = models[row.Model],
        Statistics = specs[row.Statistics],
        Value = Round(row.Value),
    };

    private bool IsShown(GateResult row)
    {
        string metric = GateParser.Parse([row.Expression], new ProblemList())[0].Metric;
        return row.Domain is { } domain ? !small.Contains(domain) && IsShown(metric, domain) : small.Count == 0 && IsShownEverywhere(metric);
    }

    private bool IsShown(SliceResult slice) =>
        !IsFew(slice.Samples, slice.Groups) && !HoldsSmallCount(slice.Confusion)
        && slice.Value.AsSpan().IndexOfAny('/', '\\') < 0 && (slice.Domain is { } domain ? !closed.Contains(domain) : closed.Count + small.Count == 0);

    private bool IsShown(string metric, string domain) => !closed.Contains(domain) || IsShownWithoutTables(metric);

    private bool IsShownEverywhere(string metric) => closed.Count == 0 || IsShownWithoutTables(metric);

    private bool IsShownWithoutTables(string metric) => metric == result.Settings.Metric || !MetricCatalog.Find(metric).IsOfTable;

    private int? Adapted(LayerProfileResult row) => result.Cells.FirstOrDefault(cell => cell.Model == row.Model && cell.Statistics == row.Statistics && cell.Domain == row.Domain)?.AdaptSamples;

    private static bool HoldsSmallCount(CellResult cell) =>
        HoldsSmallCount(cell.Confusion) || (cell.Cases is { } cases && (IsFew(cases.Samples, cases.Groups) || HoldsSmallCount(cases.Confusion)));

    private static bool HoldsSmallCount(int[][] table) => table.SelectMany(row => row).Any(IsSmall);

    private static Dictionary<string, MetricValue> Metrics(IReadOnlyDictionary<string, MetricValue> metrics, Func<string, bool> shown) =>
        metrics.ToDictionary(pair => pair.Key, pair => shown(pair.Key) ? Value(pair.Value) : new MetricValue(null, null, null, null, Redaction.Withheld), StringComparer.Ordinal);

    private static MetricValue Value(MetricValue value) => new(Round(value.Value), Round(value.Low), Round(value.High), value.Interval, value.Reason is null ? null : Redaction.Withheld);

    private static Dictionary<string, SpreadResult?>? Spread(IReadOnlyDictionary<string, SpreadResult?>? spread, Func<string, bool> shown) =>
        spread?.Where(pair => shown(pair.Key)).ToDictionary(pair => pair.Key, pair => Spread(pair.Value), StringComparer.Ordinal);

    private static SpreadResult? Spread(SpreadResult? spread) => spread is null ? null : new SpreadResult(spread.Draws, Round(spread.Sd), Round(spread.Min), Round(spread.Max));

    // Of images and groups none at all are too few as well; in a table a 0 tells of nobody.
    private static bool IsFew(int samples, int groups) => samples < Redaction.Fewest || groups < Redaction.Fewest;

    private static bool IsSmall(int count) => count is > 0 and < Redaction.Fewest;

    private static double? Round(double? value) => value is { } known ? Round(known) : null;

    private static double Round(double value) => Math.Round(value, 2);

    private static double? Digit(double? p) => p is { } known ? double.Parse(known.ToString("E0", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null;
}
