using ShiftEval.Comparison;
using ShiftEval.Comparison.Setup;
using ShiftEval.Comparison.Store;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics.Specs;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Scenarios;

/// <summary>All cells of a scenario, settled before anything is computed: what is wrong is named here, all of it.</summary>
internal sealed class ScenarioPlan
{
    private readonly ScenarioFile scenario;
    private readonly ScenarioOptions options;
    private readonly Dataset dataset;
    private readonly ScenarioProblems problems;
    private readonly Dictionary<string, DataSetup> setups = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<(string Model, string Spec, string Domain), PlannedCell> cells = [];

    private ScenarioPlan(ScenarioFile scenario, ScenarioOptions options, IReadOnlyList<ScenarioModel> models, Dataset dataset, ScenarioProblems problems)
    {
        this.scenario = scenario;
        this.options = options;
        this.dataset = dataset;
        this.problems = problems;
        Models = models;
    }

    public IReadOnlyList<ScenarioModel> Models { get; }

    /// <summary>Hash over images, labels, groups and splits.</summary>
    public string DataSha256 { get; private set; } = "";

    /// <summary>The cells, each once, in the order of models, runs, specs and domains.</summary>
    public IReadOnlyList<PlannedCell> Cells => cells.Values;

    public List<Warning> Warnings { get; } = [];

    /// <summary>The statistics files that the runs name: their samples are scored nowhere.</summary>
    public IReadOnlyList<StatisticsFile> Files { get; private init; } = [];

    /// <exception cref="InputException">The scenario, its data or its models cannot be used.</exception>
    public static ScenarioPlan Prepare(ScenarioFile scenario, ScenarioOptions options, CancellationToken cancellation)
    {
        ScenarioProblems found = new();
        found.CheckSettings(scenario);
        IReadOnlyList<ScenarioModel>? models = found.Try("", () => ModelPattern.Find(scenario));
        Dataset? data = found.Try("data", () => DatasetReader.Read(scenario.Resolve(scenario.Data), new DatasetOptions()));
        IReadOnlyList<StatisticsSpec>[] specs = [.. scenario.Runs.Select((run, r) => found.Try($"runs[{r}]", () => Parse(run)) ?? [])];
        IReadOnlyList<StatisticsFile>? files = found.Try("", () => LoadFiles(specs.SelectMany(own => own)));
        if (models is not null)
        {
            found.CheckKeys(scenario, models);
        }

        found.ThrowIfAny();
        ScenarioPlan plan = new(scenario, options, models!, data!, found) { Files = files! };
        plan.AddCells(specs, cancellation);
        found.ThrowIfAny();
        found.CheckTables(scenario, plan.Cells);
        found.ThrowIfAny();
        return plan;
    }

    private static IReadOnlyList<StatisticsSpec> Parse(ScenarioRun run)
    {
        IReadOnlyList<StatisticsSpec> specs = SpecParser.Parse(run.Statistics);
        ProblemList unsupported = new();
        SpecSupport.Check(specs, unsupported);
        unsupported.ThrowIfAny();
        return specs;
    }

    private static IReadOnlyList<StatisticsFile> LoadFiles(IEnumerable<StatisticsSpec> specs)
    {
        ProblemList unreadable = new();
        IReadOnlyList<StatisticsFile> files = FileStatistics.Load(specs, unreadable);
        unreadable.ThrowIfAny();
        return files;
    }

    private void AddCells(IReadOnlyList<IReadOnlyList<StatisticsSpec>> specs, CancellationToken cancellation)
    {
        ExecutionDevice device = ExecutionDevice.Resolve(options.Inference);
        IReadOnlyList<Sample> samples = dataset.Samples;
        DataSha256 = CellStore.Key([ContentHash.OfData(samples, cancellation), .. samples.SelectMany(sample => new[] { sample.Id, sample.Domain, sample.Group, $"{sample.Split}", sample.Label ?? "" })]);
        foreach (ScenarioModel model in Models)
        {
            problems.Try("", () =>
            {
                AddCells(model, specs, device, cancellation);
                return true;
            });
        }
    }

    private void AddCells(ScenarioModel model, IReadOnlyList<IReadOnlyList<StatisticsSpec>> specs, ExecutionDevice device, CancellationToken cancellation)
    {
        RunOptions setup = Setup(model);
        DataSetup data = Data(setup, []);
        ModelSetup prepared = ModelSetup.Prepare(model.Name, model.Path, setup, data, device, needsScores: true);
        string content = Content(prepared, ClassSetup.Resolve([prepared], setup, data, Warnings, cancellation).Names, setup);
        for (int r = 0; r < scenario.Runs.Count; r++)
        {
            ScenarioRun run = scenario.Runs[r];
            if (run.Takes(model))
            {
                IReadOnlyList<StatisticsSpec> own = specs[r];
                problems.Try($"runs[{r}]", () => AddCells(model, prepared, setup, run, own, content));
            }
        }
    }

    private bool AddCells(ScenarioModel model, ModelSetup prepared, RunOptions setup, ScenarioRun run, IReadOnlyList<StatisticsSpec> given, string content)
    {
        ProblemList own = new();
        DataSetup all = Data(setup, []);
        string[] domains = [.. run.Domains.SelectMany(name => own.Try(() => Domains(name, model, all)) ?? []).Distinct(StringComparer.Ordinal)];
        own.ThrowIfAny();
        if (domains.Length == 0)
        {
            throw new InputException($"domains {string.Join(", ", run.Domains)}", $"there is no such domain for {model.Name}", $"Name domains, or the domains trained on as source; there are {string.Join(", ", all.Dataset.Domains)}");
        }

        DataSetup scored = Data(setup, domains);
        IReadOnlyList<StatisticsSpec> specs = SpecPlan.Expand(given, isDefault: false, scored, Warnings, own);
        SpecPlan.Check(specs, scored, setup.Seed, own);
        RecalibrationCheck.Check(prepared, specs, scored, own);
        PreparedComparison.TestSamples(prepared, Files, scored, Warnings, own);
        own.ThrowIfAny();
        Warnings.AddRange(scored.Warnings);
        foreach (StatisticsSpec spec in specs)
        {
            foreach (string domain in domains)
            {
                string role = scored.Roles.RoleOf(domain).ToString().ToLowerInvariant();
                cells.TryAdd((model.Path, spec.Canonical, domain), new PlannedCell(model, setup, spec, domain, role, CellStore.Key(content, spec.Canonical, domain)));
            }
        }

        return true;
    }

    private static IEnumerable<string> Domains(string name, ScenarioModel model, DataSetup data) => name switch
    {
        "*" => data.Dataset.Domains,
        "source" => data.Dataset.Domains.Where(domain => data.Roles.RoleOf(domain) == DomainRole.Source),
        "target" => data.Dataset.Domains.Where(domain => data.Roles.RoleOf(domain) == DomainRole.Target),
        "{leftOut}" => model.Keys.TryGetValue(ScenarioCell.LeftOut, out string? left)
            ? [left]
            : throw new InputException(model.Name, "has no key leftOut, which the domains ask for", "Put {leftOut} into the models' path, or name the domains"),
        _ => [name],
    };

    private DataSetup Data(RunOptions setup, IReadOnlyList<string> domains)
    {
        string key = CellStore.Key([string.Join('\n', setup.Sources), .. domains]);
        if (!setups.TryGetValue(key, out DataSetup? data))
        {
            data = DataSetup.Prepare(setup with { Domains = domains }, needsTest: domains.Count > 0);
            setups.Add(key, data);
        }

        return data;
    }

    private RunOptions Setup(ScenarioModel model) => new()
    {
        Data = scenario.Resolve(scenario.Data),
        Sources = Sources(model),
        ProjectClasses = scenario.Classes,
        Preprocess = scenario.Preprocess is null or "unit" ? scenario.Preprocess : scenario.Resolve(scenario.Preprocess),
        ProjectFolder = scenario.Folder,
        Inference = options.Inference,
        MemoryBytes = options.MemoryBytes,
        Seed = scenario.Seed,
        SplitSeed = scenario.SplitSeed,
    };

    // A model that left a laboratory out was trained on the others alone.
    private IReadOnlyList<string> Sources(ScenarioModel model)
    {
        if (!model.Keys.TryGetValue(ScenarioCell.LeftOut, out string? left))
        {
            return scenario.Source;
        }

        if (!dataset.Domains.Contains(left, StringComparer.Ordinal))
        {
            throw new InputException(model.Name, $"its key leftOut is {left}, which is not a domain of the data", $"Call it after one of them, nearest first: {NearestNames.Describe(left, dataset.Domains)}");
        }

        string[] trained = scenario.Source.Count > 0 ? [.. scenario.Source] : [.. dataset.Samples.Where(sample => sample.Split == Split.Train).Select(sample => sample.Domain).Distinct(StringComparer.Ordinal)];
        string[] others = [.. trained.Where(source => source != left)];
        return others.Length > 0 || trained.Length == 0
            ? others
            : throw new InputException(model.Name, $"leaves out {left}, the only domain trained on", "Name all training domains in source");
    }

    // What the cells of a model depend on, spec and domain aside: files found beside it are taken by what they hold.
    private string Content(ModelSetup model, IReadOnlyList<string> classes, RunOptions setup) => CellStore.Key(
    [
        ToolInfo.Version,
        model.Model.Sha256,
        .. SideFiles.Of(model.Model).Select(ContentHash.OfFile),
        DataSha256,
        string.Join('\n', setup.Sources),
        string.Join('\n', classes),
        model.Preprocessing.ToCanonicalJson(),
        FormattableString.Invariant($"{setup.Seed} {setup.SplitSeed} {setup.BatchSize} {model.Context.Device.Name}"),
        .. Files.Select(file => ContentHash.OfFile(file.Name)),
    ]);
}
