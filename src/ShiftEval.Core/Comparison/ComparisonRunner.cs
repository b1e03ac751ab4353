using System.Text.Json;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison;

/// <summary>Runs models × statistics × domains over the data and compares what comes out.</summary>
public static class ComparisonRunner
{
    /// <summary>Runs a comparison.</summary>
    /// <param name="options">What to compare.</param>
    /// <param name="progress">Told of every stage.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="InputException">Something given cannot be used; all that can be known before the work is named together.</exception>
    /// <exception cref="RunFailedException">Device, disk, memory or numbers failed while running.</exception>
    public static ComparisonResult Run(ComparisonOptions options, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<Warning> warnings = [];
        Prepared prepared = Prepare(options, warnings, progress, cancellation);
        DataSetup data = prepared.Data;
        List<ScoredCell> cells = [];
        HashSet<int> touched = [];
        Dictionary<int, string> unreadable = [];
        foreach (CellRunner runner in prepared.Runners)
        {
            foreach (StatisticsSpec spec in prepared.Specs)
            {
                cells.AddRange(runner.Run(spec, warnings, cancellation));
            }

            touched.UnionWith(runner.Touched);
        }

        foreach ((int position, string reason) in prepared.Models.SelectMany(model => model.Context.Reader.Unreadable))
        {
            unreadable[position] = reason;
        }

        ModelSetup first = prepared.Models[0];
        return new ComparisonResult
        {
            Schema = options.Schema,
            Tool = new ToolResult(ToolInfo.Name, ToolInfo.Version),
            Models = [.. prepared.Models.Select(Describe)],
            Data = DataSummary.Of(data, prepared.Classes.Names, touched, unreadable),
            Settings = new SettingsResult
            {
                Seed = options.Run.Seed,
                SplitSeed = options.Run.SplitSeed,
                Confidence = options.Metrics.Confidence,
                Resamples = options.Metrics.Resamples,
                Metric = options.Metrics.PrimaryMetric,
                BatchSize = options.Run.BatchSize,
                Device = first.Context.Device.Name,
                Preprocess = JsonElement.Parse(first.Preprocessing.ToCanonicalJson()),
                PreprocessOrigin = first.Preprocessing.Origin,
            },
            Cells = [.. cells.Select(cell => cell.Result)],
            Differences = DifferenceTable.Of(cells, prepared.Reference, options.Metrics, cancellation),
            Summary = SummaryTable.Of([.. cells.Select(cell => cell.Result)], data.Roles, options.Metrics.Metrics),
            Warnings = [.. data.Warnings.Concat(warnings).Distinct()],
        };
    }

    private static Prepared Prepare(ComparisonOptions options, List<Warning> warnings, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        ProblemList problems = new();
        problems.AddRange(options.Run.Problems);
        options.Metrics.Check(problems);
        bool isDefault = options.Statistics.Count == 0;
        IReadOnlyList<StatisticsSpec> specs = problems.Try(() => SpecParser.Parse(isDefault ? [options.DefaultStatistics] : options.Statistics)) ?? [];
        SpecSupport.Check(specs, problems);
        ExecutionDevice device = ExecutionDevice.Resolve(options.Run.Inference);
        IReadOnlyList<(string Name, string Path)> names = problems.Try(() => ModelNames.Resolve(options.Models)) ?? [];
        DataSetup? data = problems.Try(() => DataSetup.Prepare(options.Run, needsTest: true));
        if (data is null)
        {
            // Without data the models can still be looked at, so that everything wrong is told at once.
            foreach ((_, string path) in names)
            {
                problems.Try(() => OnnxModel.Load(path));
            }
        }

        problems.ThrowIfAny();
        specs = SpecPlan.Expand(specs, isDefault, data!, warnings, problems);
        SpecPlan.Check(specs, data!, options.Run.Seed, problems);
        List<ModelSetup> models = [];
        foreach ((string name, string path) in names)
        {
            if (problems.Try(() => ModelSetup.Prepare(name, path, options.Run, data!, device, needsScores: true)) is { } model)
            {
                SpecPlan.CheckModel(model, specs, problems);
                models.Add(model);
            }
        }

        problems.ThrowIfAny();
        ClassList classes = ClassSetup.Resolve(models, options.Run, data!, warnings, cancellation);
        CellRunner[] runners = [.. models.Select(model => new CellRunner(model, data!, classes, options, progress)
        {
            TestSamples = TestSamples(model, data!, warnings, problems),
        })];
        problems.ThrowIfAny();
        (VariantResult Variant, string Spec)[] variants = [.. runners.SelectMany((runner, m) => specs.Select(spec => (new VariantResult(models[m].Name, runner.Label(spec)), spec.Canonical)))];
        return new Prepared(data!, models, specs, classes, runners, DifferenceTable.Reference(options.Reference, variants));
    }

    private static OrderedDictionary<string, IReadOnlyList<int>> TestSamples(ModelSetup model, DataSetup data, List<Warning> warnings, ProblemList problems)
    {
        IReadOnlySet<int> used = ProvenanceSamples.Find(model, data, warnings);
        OrderedDictionary<string, IReadOnlyList<int>> samples = new(StringComparer.Ordinal);
        foreach (string domain in data.Roles.Domains)
        {
            IReadOnlyList<int> all = data.Positions(problems.Try(() => data.Splits.Test(domain)) ?? []);
            int[] kept = [.. all.Where(position => !used.Contains(position))];
            if (all.Count > 0 && kept.Length == 0)
            {
                problems.Add($"{model.Name}, domain {domain}", "every image to score is one that the model's statistics were estimated from", "Score other images, or recalibrate from the adapt split alone");
            }
            else if (kept.Length < all.Count)
            {
                warnings.Add(new Warning("adapt-samples-left-out", $"{all.Count - kept.Length} of {all.Count} images gave {model.Name} its statistics and are not scored.", domain));
            }

            samples[domain] = kept;
        }

        return samples;
    }

    private static ModelResult Describe(ModelSetup model) => new(
        model.Name,
        model.Model.Sha256,
        model.Layers.Count,
        Parameters(model.Model),
        ImageInputResult.Of(model),
        new ScoresResult(model.Context.Signature.Output!, model.Context.Signature.Scores.ToString().ToLowerInvariant()));

    private static long Parameters(OnnxModel model) => model.Proto.Graph.Initializer
        .Where(tensor => (OnnxElementType)tensor.DataType is OnnxElementType.Float32 or OnnxElementType.Float16 or OnnxElementType.BFloat16 or OnnxElementType.Float64)
        .Sum(tensor => tensor.Dims.Aggregate(1L, (product, side) => product * side));

    private sealed record Prepared(
        DataSetup Data,
        IReadOnlyList<ModelSetup> Models,
        IReadOnlyList<StatisticsSpec> Specs,
        ClassList Classes,
        IReadOnlyList<CellRunner> Runners,
        VariantResult Reference);
}
