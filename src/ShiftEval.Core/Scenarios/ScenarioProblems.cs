using System.Globalization;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;

namespace ShiftEval.Scenarios;

/// <summary>Gathers what is wrong with a scenario, each problem once and in the file's words.</summary>
internal sealed class ScenarioProblems
{
    private static readonly string[] Options = ["statistics", "source", "domain", "data", "preprocess", "classes"];
    private readonly ProblemList gathered = new();
    private readonly HashSet<Problem> told = [];

    /// <summary>Runs a step and keeps its problems, with the part of the file that they stand in.</summary>
    public T? Try<T>(string part, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (InputException exception)
        {
            foreach (Problem problem in exception.Problems)
            {
                string where = InWords(problem.Where);
                Add(part.Length == 0 ? where : $"{part}, {where}", InWords(problem.What), InWords(problem.Remedy));
            }

            return default;
        }
    }

    public void ThrowIfAny() => gathered.ThrowIfAny();

    /// <summary>Names settings out of range and metrics that there are not.</summary>
    public void CheckSettings(ScenarioFile scenario)
    {
        if (!(scenario.Confidence > 0 && scenario.Confidence < 1))
        {
            Add("confidence", string.Create(CultureInfo.InvariantCulture, $"{scenario.Confidence:R} is not between 0 and 1"), "Give a share such as 0.95");
        }

        if (scenario.Resamples < 1)
        {
            Add("resamples", string.Create(CultureInfo.InvariantCulture, $"{scenario.Resamples} is less than 1"), "Give a number such as 2000");
        }

        IEnumerable<(string Where, string? Metric)> metrics = scenario.Tables.Select((table, t) => ($"tables[{t}].metric", table.Metric));
        foreach ((string where, string? metric) in metrics.Prepend(("metric", scenario.Metric)))
        {
            if (metric is not null && !MetricCatalog.Names.Contains(metric, StringComparer.Ordinal))
            {
                Add(where, $"{metric} is not a metric", $"Write one of, nearest first: {NearestNames.Describe(metric, MetricCatalog.Names)}");
            }
        }
    }

    /// <summary>Names every key that no model has, and every run that no model fits.</summary>
    public void CheckKeys(ScenarioFile scenario, IReadOnlyList<ScenarioModel> models)
    {
        string[] keys = [.. models.SelectMany(model => model.Keys.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        for (int r = 0; r < scenario.Runs.Count; r++)
        {
            foreach ((string key, string value) in scenario.Runs[r].Models)
            {
                string[] values = [.. models.Select(model => model.Keys.GetValueOrDefault(key)).OfType<string>().Distinct(StringComparer.Ordinal)];
                foreach (string wanted in value.Split('|').Except(values, StringComparer.Ordinal))
                {
                    Add($"runs[{r}].models.{key}", $"no model has {key} {wanted}", values.Length > 0 ? $"Values, nearest first: {NearestNames.Describe(wanted, values)}" : Keys(key, keys));
                }
            }
        }

        for (int r = 0; r < scenario.Runs.Count; r++)
        {
            ScenarioRun run = scenario.Runs[r];
            if (run.Models.Count > 1 && !models.Any(run.Takes))
            {
                Add($"runs[{r}].models", "no model has all these keys", "Take one of them out");
            }
        }

        string[] dimensions = [.. ScenarioCell.Dimensions, .. keys];
        for (int t = 0; t < scenario.Tables.Count; t++)
        {
            ScenarioTable table = scenario.Tables[t];
            IEnumerable<(string Place, string Name)> named = [("rows", table.Rows), ("columns", table.Columns), .. table.Where.Keys.Select(key => ($"where.{key}", key))];
            foreach ((string place, string name) in table.Over == "seed" ? named : named.Append(("over", table.Over)))
            {
                if (!dimensions.Contains(name, StringComparer.Ordinal))
                {
                    Add($"tables[{t}].{place}", $"{name} is neither statistics, domain, role, model nor a key of a model", Keys(name, dimensions));
                }
            }

            if (table.Rows == table.Columns)
            {
                Add($"tables[{t}].columns", $"{table.Columns} is what the rows are already", "Lay the table out by two different things");
            }
        }
    }

    /// <summary>Names every run that gives no cell, every spec to subtract that is not run, and every table that would stay empty.</summary>
    public void CheckTables(ScenarioFile scenario, IReadOnlyList<PlannedCell> cells)
    {
        string[] specs = [.. cells.Select(cell => cell.Spec.Canonical).Distinct(StringComparer.Ordinal)];
        for (int t = 0; t < scenario.Tables.Count; t++)
        {
            ScenarioTable table = scenario.Tables[t];
            PlannedCell[] fitting = [.. cells.Where(cell => TableFilter.Fits(table, dimension => cell[dimension]))];
            string? minus = table.Minus is null ? null : TableFilter.Canonical(table.Minus);
            if (minus is not null && !specs.Contains(minus, StringComparer.Ordinal))
            {
                Add($"tables[{t}].minus", $"no run has the statistics {table.Minus}", $"Write one of, nearest first: {NearestNames.Describe(table.Minus!, specs)}");
            }
            else if (fitting.Length == 0)
            {
                Add($"tables[{t}], {table.Question}", "no cell of the runs belongs to it", "Check rows, columns and where against models and runs");
            }
            else if (minus is not null && fitting.FirstOrDefault(to => !cells.Any(from => from.Spec.Canonical == minus && from.Model == to.Model && from.Domain == to.Domain)) is { } lone)
            {
                Add($"tables[{t}].minus", $"{table.Minus} is not run for {lone.Model.Name} at {lone.Domain}, where {lone.Spec.Canonical} is", "Run both, or take these cells out with where");
            }
        }
    }

    private static string Keys(string name, IReadOnlyList<string> known) =>
        known.Count == 0 ? "The models have no keys" : $"Write one of, nearest first: {NearestNames.Describe(name, known)}";

    private void Add(string where, string what, string remedy)
    {
        if (told.Add(new Problem(where, what, remedy)))
        {
            gathered.Add(where, what, remedy);
        }
    }

    // The parts below speak of the command line's options, which have the names of the file's properties.
    private static string InWords(string text) =>
        Options.Aggregate(text, (told, option) => told.Replace($"--{option}", option, StringComparison.Ordinal));
}
