using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;
using ShiftEval.Onnx;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Scenarios;

/// <summary>Runs a scenario: computes the cells that are not there yet, keeps each as soon as it is finished, lays out the tables.</summary>
public static class ScenarioRunner
{
    private const string LeftOut = "leftOut";

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
        IReadOnlyList<ScenarioModel> models = ModelPattern.Find(scenario);
        Job job = new(scenario, options, new CellStore(Path.Combine(options.Output, "cells")), progress, cancellation);
        List<ScenarioCell> cells = [];
        for (int m = 0; m < models.Count; m++)
        {
            progress?.Report(new ProgressStep($"{models[m].Name}: scoring", m, models.Count));
            cells.AddRange(job.Cells(models[m]));
        }

        TableBuilder builder = new(cells, scenario);
        return new ScenarioResult
        {
            Tool = new ToolResult(ToolInfo.Name, ToolInfo.Version),
            Title = scenario.Title,
            Description = scenario.Description,
            DataSha256 = job.DataSha256,
            Seed = scenario.Seed,
            Confidence = scenario.Confidence,
            Models = models.Count,
            Cells = cells.Count,
            Tables = [.. scenario.Tables.Select(builder.Build)],
            Warnings = [.. job.Warnings.Distinct()],
        };
    }

    private sealed class Job
    {
        private readonly ScenarioFile scenario;
        private readonly ScenarioOptions options;
        private readonly CellStore store;
        private readonly IProgress<ProgressStep>? progress;
        private readonly CancellationToken cancellation;

        public Job(ScenarioFile scenario, ScenarioOptions options, CellStore store, IProgress<ProgressStep>? progress, CancellationToken cancellation)
        {
            this.scenario = scenario;
            this.options = options;
            this.store = store;
            this.progress = progress;
            this.cancellation = cancellation;
            IReadOnlyList<Sample> samples = DatasetReader.Read(scenario.Resolve(scenario.Data), new DatasetOptions()).Samples;
            DataSha256 = CellStore.Key([ContentHash.OfData(samples, cancellation), .. samples.SelectMany(sample => new[] { sample.Id, sample.Domain, sample.Group, $"{sample.Split}", sample.Label ?? "" })]);
        }

        public string DataSha256 { get; }

        public List<Warning> Warnings { get; } = [];

        public IEnumerable<ScenarioCell> Cells(ScenarioModel model)
        {
            string hash = OnnxModel.Load(model.Path).Sha256;
            foreach (ScenarioRun part in scenario.Runs.Where(part => part.Models.All(key => model.Keys.TryGetValue(key.Key, out string? value) && key.Value.Split('|').Contains(value, StringComparer.Ordinal))))
            {
                RunOptions setup = Setup(model, domains: []);
                DataSetup data = DataSetup.Prepare(setup, needsTest: false);
                ProblemList problems = new();
                IReadOnlyList<StatisticsSpec> specs = SpecPlan.Expand(SpecParser.Parse(part.Statistics), isDefault: false, data, Warnings, problems);
                problems.ThrowIfAny();
                string[] domains = [.. part.Domains.SelectMany(domain => Domains(domain, model, data)).Distinct(StringComparer.Ordinal)];
                foreach (ScenarioCell cell in Cells(model, hash, setup with { Domains = domains }, specs, domains))
                {
                    yield return cell;
                }
            }
        }

        private IEnumerable<ScenarioCell> Cells(ScenarioModel model, string hash, RunOptions setup, IReadOnlyList<StatisticsSpec> specs, IReadOnlyList<string> domains)
        {
            Dictionary<(string Spec, string Domain), string> keys = [];
            foreach (StatisticsSpec spec in specs)
            {
                foreach (string domain in domains)
                {
                    keys[(spec.Canonical, domain)] = KeyOf(hash, setup, spec, domain);
                }
            }

            StatisticsSpec[] missing = [.. specs.Where(spec => domains.Any(domain => store.Find(keys[(spec.Canonical, domain)]) is null))];
            if (missing.Length > 0)
            {
                ComparisonOptions comparison = new()
                {
                    Run = setup,
                    Models = [$"{model.Name}={model.Path}"],
                    Statistics = [.. missing.Select(spec => spec.Canonical)],
                    Metrics = new MetricOptions { Metrics = [], Seed = scenario.Seed },
                };
                foreach (ScoredCell cell in PreparedComparison.Prepare(comparison, Warnings, progress, cancellation).Run(Warnings, cancellation))
                {
                    string role = cell.Role.ToString().ToLowerInvariant();
                    store.Keep(keys[(cell.Result.Spec, cell.Result.Domain)], StoredCell.Of(cell.Result.Spec, cell.Result.Domain, role, cell.Result.Transductive, cell.Samples));
                }
            }

            foreach ((_, string key) in keys)
            {
                yield return new ScenarioCell(model, store.Find(key) ?? throw new RunFailedException(options.Output, "a finished cell is gone from its folder", "Run the scenario again"));
            }
        }

        // A model that left a laboratory out was trained on the others alone.
        private RunOptions Setup(ScenarioModel model, IReadOnlyList<string> domains) => new()
        {
            Data = scenario.Resolve(scenario.Data),
            Domains = domains,
            Sources = [.. scenario.Source.Where(source => !model.Keys.TryGetValue(LeftOut, out string? left) || left != source)],
            ProjectClasses = scenario.Classes,
            Preprocess = scenario.Preprocess is null or "unit" ? scenario.Preprocess : scenario.Resolve(scenario.Preprocess),
            ProjectFolder = scenario.Folder,
            Inference = options.Inference,
            MemoryBytes = options.MemoryBytes,
            Seed = scenario.Seed,
            SplitSeed = scenario.SplitSeed,
        };

        private string KeyOf(string hash, RunOptions setup, StatisticsSpec spec, string domain) => CellStore.Key(
            ToolInfo.Version,
            hash,
            DataSha256,
            spec.Canonical,
            domain,
            string.Join('\n', setup.Sources),
            string.Join('\n', setup.ProjectClasses),
            setup.Preprocess is { } file && File.Exists(file) ? ContentHash.OfFile(file) : setup.Preprocess ?? "",
            FormattableString.Invariant($"{setup.Seed} {setup.SplitSeed} {setup.BatchSize} {setup.Inference.Device} {setup.Inference.DeviceId}"));

        private static IEnumerable<string> Domains(string name, ScenarioModel model, DataSetup data)
        {
            switch (name)
            {
                case "*":
                    return data.Dataset.Domains;
                case "source":
                    return data.Dataset.Domains.Where(domain => data.Roles.RoleOf(domain) == DomainRole.Source);
                case "target":
                    return data.Dataset.Domains.Where(domain => data.Roles.RoleOf(domain) == DomainRole.Target);
                case "{leftOut}":
                    return model.Keys.TryGetValue(LeftOut, out string? left)
                        ? [left]
                        : throw new InputException(model.Name, "has no key leftOut, which a run's domains ask for", "Put {leftOut} into the models' path, or name the domains");
                default:
                    return [name];
            }
        }
    }
}
