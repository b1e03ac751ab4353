using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Scenarios;

/// <summary>Runs a scenario: computes the cells that are not there yet, keeps each as soon as it is finished, lays out the tables.</summary>
public static class ScenarioRunner
{
    /// <summary>Runs a scenario.</summary>
    /// <param name="scenario">The protocol.</param>
    /// <param name="options">Where results go and what to run on.</param>
    /// <param name="progress">Told of every stage.</param>
    /// <param name="cancellation">Ends the work; what is finished is kept.</param>
    /// <exception cref="InputException">The scenario, its data or its models cannot be used.</exception>
    /// <exception cref="RunFailedException">Device, disk, memory or numbers failed while running.</exception>
    public static ScenarioResult Run(ScenarioFile scenario, ScenarioOptions options, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(options);
        ScenarioPlan plan = ScenarioPlan.Prepare(scenario, options, cancellation);
        CellStore store = new(Path.Combine(options.Output, "cells"));
        List<ScenarioCell> cells = [];
        for (int m = 0; m < plan.Models.Count; m++)
        {
            ScenarioModel model = plan.Models[m];
            progress?.Report(new ProgressStep($"{model.Name}: scoring", m, plan.Models.Count));
            PlannedCell[] own = [.. plan.Cells.Where(cell => cell.Model == model)];
            Complete(own, plan.Files, store, scenario, progress, cancellation);
            cells.AddRange(own.Select(cell => new ScenarioCell(model, store.Find(cell.Key) ?? throw new RunFailedException(options.Output, "a finished cell is gone from its folder", "Run the scenario again"))));
        }

        List<Warning> warnings = plan.Warnings;
        TableBuilder builder = new(cells, scenario, warnings);
        return new ScenarioResult
        {
            Tool = new ToolResult(ToolInfo.Name, ToolInfo.Version),
            Title = scenario.Title,
            Description = scenario.Description,
            DataSha256 = plan.DataSha256,
            Seed = scenario.Seed,
            Confidence = scenario.Confidence,
            Models = plan.Models.Count,
            Cells = cells.Count,
            Tables = [.. scenario.Tables.Select(table => builder.Build(table, cancellation))],
            Warnings = [.. warnings.Distinct()],
        };
    }

    // Specs that lack the same domains run together, so that a finished cell is not computed again and images are read once.
    private static void Complete(IReadOnlyList<PlannedCell> cells, IReadOnlyList<StatisticsFile> files, CellStore store, ScenarioFile scenario, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        IEnumerable<IGrouping<string, IGrouping<string, PlannedCell>>> work = cells
            .Where(cell => store.Find(cell.Key) is null)
            .GroupBy(cell => cell.Spec.Canonical, StringComparer.Ordinal)
            .GroupBy(spec => string.Join('\n', spec.Select(cell => cell.Domain)), StringComparer.Ordinal);
        foreach (IGrouping<string, IGrouping<string, PlannedCell>> part in work)
        {
            PlannedCell[] missing = [.. part.SelectMany(spec => spec)];
            PlannedCell first = missing[0];
            ComparisonOptions comparison = new()
            {
                Run = first.Setup with { Domains = [.. missing.Select(cell => cell.Domain).Distinct(StringComparer.Ordinal)] },

                // A name ends at the first equals sign.
                Models = [$"{first.Model.Name.Replace('=', ' ')}={first.Model.Path}"],
                Statistics = [.. missing.Select(cell => cell.Spec.Canonical).Distinct(StringComparer.Ordinal)],
                UnscoredFiles = [.. files.Select(file => file.Name)],
                TellsSpread = false,
                Metrics = new MetricOptions { Metrics = [], Seed = scenario.Seed },
            };

            // The plan has gathered these warnings, whether cells are computed now or were before.
            List<Warning> known = [];
            PreparedComparison prepared = PreparedComparison.Prepare(comparison, known, progress, cancellation);
            foreach (PredictedCell cell in prepared.Run(cancellation))
            {
                PlannedCell planned = missing.Single(entry => entry.Spec.Canonical == cell.Spec && entry.Domain == cell.Domain);
                store.Keep(planned.Key, StoredCell.Of(cell.Spec, cell.Domain, planned.Role, cell.IsTransductive, cell.Predictions.Score(prepared.Measure.Classes)));
            }
        }
    }
}
