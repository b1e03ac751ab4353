using ShiftEval.Comparison.Results;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Gates;
using ShiftEval.Metrics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison.Measuring;

/// <summary>Holds requirements against the cells of a comparison.</summary>
internal static class GateEvaluator
{
    /// <summary>Refuses, before any work, requirements on names that no cell will have.</summary>
    public static void Check(IReadOnlyList<Gate> gates, IReadOnlyList<string> models, IReadOnlyList<StatisticsSpec> specs, IReadOnlyList<string> metrics, DomainRoles roles, ProblemList problems) =>
        Check(gates, models, [.. specs.Select(spec => (spec.Canonical, spec.IsTransductive))], metrics, roles, problems);

    /// <summary>The same where canonical specs are known by their texts alone.</summary>
    public static void Check(IReadOnlyList<Gate> gates, IReadOnlyList<string> models, IReadOnlyList<(string Canonical, bool IsTransductive)> specs, IReadOnlyList<string> metrics, DomainRoles roles, ProblemList problems)
    {
        foreach (Gate gate in gates)
        {
            string where = $"--require {gate.Expression}";
            Require(gate.Metric, metrics, "metric of this run");
            Require(gate.Domain, roles.Domains, "domain that is scored");
            Require(gate.Model, models, "model of this run");
            Require(gate.Spec, [.. specs.Select(spec => spec.Canonical)], "spec of this run");
            if (gate.Spec is null && specs.All(spec => spec.IsTransductive))
            {
                problems.Add(where, "would hold for nothing: statistics of the scored images themselves count only when named", "Name one with #SPEC");
            }

            if (gate is { Summary: GateSummary.Drop, Domain: { } domain } && roles.RoleOf(domain) == DomainRole.Source)
            {
                problems.Add(where, $"{domain} was trained on, and a drop is towards a domain that was not", "Name a target domain");
            }

            if (gate.Summary == GateSummary.Drop && !roles.Domains.Any(domain => roles.RoleOf(domain) == DomainRole.Source))
            {
                problems.Add(where, "needs a domain that was trained on to drop from, and none is scored", "Score one too, or name those trained on with --source");
            }

            void Require(string? name, IReadOnlyList<string> known, string what)
            {
                if (name is not null && !known.Contains(name, StringComparer.Ordinal))
                {
                    problems.Add(where, $"{name} is no {what}", $"Known, nearest first: {NearestNames.Describe(name, known)}");
                }
            }
        }
    }

    /// <summary>Every requirement on everything it is about.</summary>
    public static IReadOnlyList<GateResult> Evaluate(IReadOnlyList<Gate> gates, IReadOnlyList<CellResult> cells, DomainRoles roles) =>
        [.. gates.SelectMany(gate => Evaluate(gate, cells, roles))];

    private static IEnumerable<GateResult> Evaluate(Gate gate, IReadOnlyList<CellResult> cells, DomainRoles roles)
    {
        foreach (IGrouping<(string Model, string Statistics), CellResult> variant in cells
            .Where(cell => (gate.Model is null || cell.Model == gate.Model) && (gate.Spec is null ? !cell.Transductive : cell.Spec == gate.Spec))
            .GroupBy(cell => (cell.Model, cell.Statistics)))
        {
            CellResult[] sources = [.. variant.Where(cell => roles.RoleOf(cell.Domain) == DomainRole.Source)];
            CellResult[] targets = [.. variant.Where(cell => roles.RoleOf(cell.Domain) != DomainRole.Source)];

            // Where every scored domain was trained on there is no target to look at, and the requirement is on what there is.
            CellResult[] over = targets.Length > 0 ? targets : sources;
            IEnumerable<(string? Domain, double? Value)> numbers = gate.Summary switch
            {
                GateSummary.Worst => [Worst(gate, over)],
                GateSummary.Average => [(null, Mean(gate, over))],
                GateSummary.Drop => targets.Where(Named).Select(cell => ((string?)cell.Domain, Mean(gate, sources) - Number(gate, cell))),
                _ => variant.Where(Named).Select(cell => ((string?)cell.Domain, Number(gate, cell))),
            };
            foreach ((string? domain, double? value) in numbers)
            {
                yield return new GateResult(gate.Expression, variant.Key.Model, variant.Key.Statistics, domain, value, gate.IsMetBy(value));
            }
        }

        bool Named(CellResult cell) => gate.Domain is null || cell.Domain == gate.Domain;
    }

    // A domain that could not be measured might be the worst.
    private static (string? Domain, double? Value) Worst(Gate gate, CellResult[] cells)
    {
        if (cells.FirstOrDefault(cell => Number(gate, cell) is null) is { } unknown)
        {
            return (unknown.Domain, null);
        }

        CellResult worst = MetricCatalog.Find(gate.Metric).HigherIsBetter ? cells.MinBy(cell => Number(gate, cell))! : cells.MaxBy(cell => Number(gate, cell))!;
        return (worst.Domain, Number(gate, worst));
    }

    private static double? Mean(Gate gate, CellResult[] cells)
    {
        double?[] numbers = [.. cells.Select(cell => Number(gate, cell))];
        return numbers.Length == 0 || numbers.Contains(null) ? null : numbers.Average();
    }

    private static double? Number(Gate gate, CellResult cell) => cell.Metrics.TryGetValue(gate.Metric, out MetricValue? metric)
        ? gate.Limit switch { GateLimit.Low => metric.Low, GateLimit.High => metric.High, _ => metric.Value }
        : null;
}
