using ShiftEval.Comparison.Care;
using ShiftEval.Comparison.Measuring;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Comparison.Store;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Gates;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics.Specs;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Comparison;

/// <summary>A comparison of which all is known that can be known before anything is estimated.</summary>
/// <param name="Data">Samples, splits, roles.</param>
/// <param name="Models">The models.</param>
/// <param name="Specs">The specs, expanded.</param>
/// <param name="Measure">What is measured on the predictions.</param>
/// <param name="Runners">One for each model.</param>
/// <param name="Reference">What differences start from.</param>
internal sealed record PreparedComparison(
    DataSetup Data,
    IReadOnlyList<ModelSetup> Models,
    IReadOnlyList<StatisticsSpec> Specs,
    MeasurePlan Measure,
    IReadOnlyList<CellRunner> Runners,
    VariantResult Reference)
{
    /// <summary>What is required of the results.</summary>
    public IReadOnlyList<Gate> Gates { get; init; } = [];

    /// <summary>Positions of all samples estimated from or scored so far.</summary>
    public IReadOnlyCollection<int> Touched => Runners.SelectMany(runner => runner.Touched).ToHashSet();

    /// <summary>Checks and settles everything, and reads the images.</summary>
    /// <exception cref="InputException">Something given cannot be used; all that can be known before the work is named together.</exception>
    /// <exception cref="RunFailedException">The device is not to be had.</exception>
    public static PreparedComparison Prepare(ComparisonOptions options, List<Warning> warnings, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        ProblemList problems = new();
        problems.AddRange(options.Run.Problems);
        options.Metrics.Check(problems);
        bool isDefault = options.Statistics.Count == 0;
        IReadOnlyList<StatisticsSpec> specs = problems.Try(() => SpecParser.Parse(isDefault ? [options.DefaultStatistics] : options.Statistics)) ?? [];
        SpecSupport.Check(specs, problems);
        IReadOnlyList<Gate> gates = GateParser.Parse(options.Requirements, problems);
        IReadOnlyList<StatisticsFile> files = FileStatistics.Load([.. specs.Where(spec => spec.Head == SpecHead.File).Select(spec => spec.Name!), .. options.UnscoredFiles], problems);
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
        SplitRepeats.Check(options.Splits, data!.Splits, problems);
        SpecPlan.Check(specs, data!, options.Run.Seed, problems);
        GateEvaluator.Check(gates, [.. names.Select(model => model.Name)], specs, options.Metrics.Metrics, data!.Roles, problems);
        List<ModelSetup> models = [];
        foreach ((string name, string path) in names)
        {
            if (problems.Try(() => ModelSetup.Prepare(name, path, options.Run, data!, device, needsScores: true)) is { } model)
            {
                RecalibrationCheck.Check(model, specs, data!, problems);
                problems.Check(() => model.CreateScorer(model.Model).Dispose());
                models.Add(model);
            }
        }

        problems.ThrowIfAny();
        ClassList classes = ClassSetup.Resolve(models, options.Run, data!, warnings, cancellation);
        CellRunner[] runners = [.. models.Select(model => new CellRunner(model, data!, classes, options, progress)
        {
            TestSamples = TestSamples(model, files, data!, warnings, problems),
        })];
        MeasurePlan measure = MeasurePlan.Prepare(
            options.Metrics,
            options.Measures,
            classes,
            data!.Roles,
            data.Dataset,
            runners.SelectMany(runner => runner.TestSamples.Values).SelectMany(positions => positions).Distinct().Select(position => data.Splits.Samples[position]),
            problems);
        problems.ThrowIfAny();
        IReadOnlySet<int> estimated = SpecPlan.EstimatedFrom(specs, data!, options.Run.Seed);
        foreach ((ModelSetup model, CellRunner runner) in models.Zip(runners))
        {
            bool anchored = specs.Any(spec => spec.Head != SpecHead.Ema) && model.Folding is not null;
            IReadOnlyList<int> source = anchored ? data!.Positions(data.Splits.Precise(data.Roles.Sources)) : [];
            int[] needed = [.. estimated.Union(source).Union(runner.TestSamples.Values.SelectMany(positions => positions)).Order()];
            model.Images.Preload(needed, done => progress?.Report(new ProgressStep($"{model.Name}: reading images", done, needed.Length)), cancellation);
        }

        warnings.AddRange(models.SelectMany(model => PreprocessingCheck.Of(model, options.Run)));
        warnings.AddRange(OverlapCheck.Of(
            [.. estimated.Select(position => data!.Splits.Samples[position])],
            [.. data!.Roles.Domains.SelectMany(data.Splits.Test)],
            cancellation));
        if (!specs.Any(spec => spec.Head == SpecHead.Ema) && GroupingCheck.Of(specs, data) is { } grouping)
        {
            warnings.Add(grouping);
        }

        (VariantResult Variant, string Spec)[] variants = [.. runners.SelectMany((runner, m) => specs.Select(spec => (new VariantResult(models[m].Name, runner.Label(spec)), spec.Canonical)))];
        return new PreparedComparison(data, models, specs, measure, runners, DifferenceTable.Reference(options.Reference, variants))
        {
            Gates = gates,
        };
    }

    /// <summary>The cells, each as soon as it is finished: model by model, spec by spec, domain by domain.</summary>
    public IEnumerable<PredictedCell> Run(CancellationToken cancellation) =>
        Runners.SelectMany(runner => Specs.SelectMany(spec => runner.Run(spec, cancellation)));

    /// <summary>Positions of the samples to score of each domain, without those that the model's own statistics or a file's came from.</summary>
    public static OrderedDictionary<string, IReadOnlyList<int>> TestSamples(ModelSetup model, IReadOnlyList<StatisticsFile> files, DataSetup data, List<Warning> warnings, ProblemList problems)
    {
        (string Name, IReadOnlySet<int> Samples)[] used =
        [
            (model.Name, ProvenanceSamples.Find(model, data, warnings)),
            .. files.Select(file => (file.Name, ProvenanceSamples.Find(file.Name, file.Provenance, data, warnings))),
        ];
        OrderedDictionary<string, IReadOnlyList<int>> samples = new(StringComparer.Ordinal);
        foreach (string domain in data.Roles.Domains)
        {
            IReadOnlyList<int> all = data.Positions(problems.Try(() => data.Splits.Test(domain)) ?? []);
            int[] kept = [.. all.Where(position => !used.Any(source => source.Samples.Contains(position)))];
            if (all.Count > 0 && kept.Length == 0)
            {
                problems.Add($"{model.Name}, domain {domain}", "every image to score is one that the model's statistics were estimated from", "Score other images or, with --domain, other domains, or recalibrate from the adapt split alone");
                continue;
            }

            foreach ((string name, IReadOnlySet<int> own) in used)
            {
                int left = all.Count(own.Contains);
                if (left > 0)
                {
                    warnings.Add(new Warning("adapt-samples-left-out", $"{left} of {all.Count} images gave {name} its statistics and are not scored.", domain));
                }
            }

            samples[domain] = kept;
        }

        return samples;
    }
}
