using ShiftEval.Comparison.Results;
using ShiftEval.Estimation.Balance;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Reports;

/// <summary>The cells of <see cref="AwkwardResults"/>: numbers that writers get wrong, in turn.</summary>
internal static class AwkwardCells
{
    private const string Quoted = "every resample gave the same value, \"1\"";

    private static readonly MetricValue Share = new(0.1 + 0.2, 0, 2 / 3.0, IntervalNames.WilsonClustered);

    /// <summary>One cell for each domain and spec: ordinary, certain, empty, tiny, and again.</summary>
    public static IEnumerable<CellResult> Of(AwkwardNames names) =>
        from domain in names.Domains.Index()
        from spec in names.Statistics.Index()
        select Cell(names, domain.Item, spec.Item, (2 * domain.Index) + spec.Index);

    /// <summary>Values of every metric; of turn 2, none.</summary>
    public static IReadOnlyDictionary<string, MetricValue> Metrics(int turn)
    {
        OrderedDictionary<string, MetricValue> values = [];
        foreach (MetricDefinition metric in MetricCatalog.All)
        {
            values[metric.Name] = Value(turn, metric.IsProportion ? IntervalNames.Wilson : IntervalNames.ClusterBootstrap);
        }

        return values;
    }

    /// <summary>Counts of as many classes as there are.</summary>
    public static int[][] Confusion(AwkwardNames names, int turn) =>
        [.. names.Classes.Select((_, truth) => names.Classes.Select((_, predicted) => IsEmpty(turn) ? 0 : truth == predicted ? 1000 : predicted).ToArray())];

    private static bool IsEmpty(int turn) => turn % 4 == 2;

    private static MetricValue Value(int turn, string interval) => (turn % 4) switch
    {
        0 => new(0.1 + 0.2, 1 / 7.0, 2 / 3.0, interval),
        1 => new(1, null, null, interval, Quoted),
        2 => new(null, null, null, null, "there are no labelled samples"),
        _ => new(double.Epsilon, -0.0, 1e-300, interval),
    };

    private static CellResult Cell(AwkwardNames names, string domain, string statistics, int turn)
    {
        bool isFirst = turn == 0;
        ClassMetrics shares = IsEmpty(turn) ? new(Value(2, ""), Value(2, ""), Value(2, ""), Value(2, "")) : new(Share, Value(1, IntervalNames.Wilson), Value(2, ""), Value(3, IntervalNames.Wilson));
        return new CellResult
        {
            Model = names.Model,
            Statistics = statistics,
            Spec = statistics,
            Domain = domain,
            Samples = IsEmpty(turn) ? 0 : 1234567,
            Groups = IsEmpty(turn) ? 0 : 12,
            AdaptSamples = statistics == names.Statistics[0] ? null : 36,
            Transductive = turn % 4 == 3,
            Clipped = turn,
            Metrics = Metrics(turn),
            Confusion = Confusion(names, turn),
            Classes = names.Classes.ToDictionary(name => name, _ => shares, StringComparer.Ordinal),
            Reliability = [new ReliabilityBin(0, null, null, null, null), new ReliabilityBin(20, 0.2, 1, 1 / 3.0, 0)],
            Balance = isFirst ? new BalanceReport(5, Converged: false, [0.25, 0.75], [0.5, 0.5], 1e-7, "the images are worth 0.0 \"unweighted\" ones") : null,
            Spread = isFirst ? Spreads() : null,
            Splits = isFirst ? Spreads() : null,
            Cases = isFirst ? Cases(names) : null,
            OperatingPoint = isFirst ? new OperatingPointMetrics(0.875, Share, Share, Value(1, IntervalNames.Wilson), Value(2, "")) : null,
        };
    }

    private static OrderedDictionary<string, SpreadResult?> Spreads() =>
        new() { ["accuracy"] = new SpreadResult(5, 1e-17, 0.1, 1), ["auroc"] = null };

    private static CaseResult Cases(AwkwardNames names) =>
        new() { Column = names.Column, Rule = "vote", Samples = 1, Groups = 1, Metrics = Metrics(1), Confusion = Confusion(names, 1) };
}
