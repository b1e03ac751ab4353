using System.Globalization;
using ShiftEval.Comparison.Measuring;
using ShiftEval.Comparison.Results;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Gates;
using ShiftEval.Predictions;

namespace ShiftEval.Comparison;

/// <summary>Measures predictions that were made before, by whomever.</summary>
public static class ScoreRunner
{
    /// <summary>Reads and measures.</summary>
    /// <param name="options">What to measure.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="InputException">Something given cannot be used; all that can be known before the work is named together.</exception>
    public static ComparisonResult Run(ScoreOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ProblemList problems = new();
        problems.AddRange(options.Problems);
        options.Metrics.Check(problems);
        IReadOnlyList<Gate> gates = GateParser.Parse(options.Requirements, problems);
        PredictionTable? table = problems.Try(() => PredictionReader.Read(options.Files, options.Predictions));
        problems.ThrowIfAny();

        List<Warning> warnings = [.. table!.Warnings];
        IReadOnlyList<int> tested = Tested(table, warnings);
        Dataset dataset = Restrict(table.Dataset, [.. tested.Select(row => table.Rows[row].Sample)]);
        DomainRoles roles = Roles(options, table, dataset);
        warnings.AddRange(roles.Warnings);
        ScoredVariants variants = ScoredVariants.Of(table, [.. tested.Where(row => roles.Domains.Contains(table.Rows[row].Sample.Domain, StringComparer.Ordinal))], roles.Domains, problems);
        problems.ThrowIfAny();
        VariantResult? reference = problems.Try(() => DifferenceTable.Reference(options.Reference, variants.Variants));
        GateEvaluator.Check(
            gates,
            [.. variants.Variants.Select(entry => entry.Variant.Model).Distinct(StringComparer.Ordinal)],
            [.. variants.Cells.Select(cell => (cell.Spec, cell.IsTransductive)).Distinct()],
            options.Metrics.Metrics,
            roles,
            problems);
        MeasurePlan? plan = problems.Try(() => MeasurePlan.Prepare(options.Metrics, options.Measures, ClassList.Of(table.Classes, table.ClassOrigin), roles, dataset, variants.Samples, problems));
        problems.ThrowIfAny();

        MeasuredCells measured = new ComparisonMeasurement(plan!, gates).Measure(variants.Cells, reference!, warnings, cancellation);
        return new ComparisonResult
        {
            Schema = ComparisonOptions.ScoreSchema,
            Tool = new ToolResult(ToolInfo.Name, ToolInfo.Version),
            Models = [.. variants.Variants.Select(entry => entry.Variant.Model).Distinct(StringComparer.Ordinal).Select(name => new ModelResult(name, null, null, null, null, null))],
            Data = Data(options, table, dataset, roles, variants.Samples),
            Settings = new SettingsResult
            {
                Seed = options.Metrics.Seed,
                SplitSeed = 0,
                Confidence = options.Metrics.Confidence,
                Resamples = options.Metrics.Resamples,
                Metric = options.Metrics.PrimaryMetric,
                BatchSize = null,
                Device = null,
                Preprocess = null,
                PreprocessOrigin = string.Join(", ", options.Files),
            },
            Cells = measured.Cells,
            Differences = measured.Differences,
            Slices = measured.Slices,
            Summary = measured.Summary,
            LayerShifts = measured.LayerShifts,
            Requirements = measured.Requirements,
            Warnings = [.. warnings.Distinct()],
        };
    }

    /// <summary>Rows that are scored: all, or where some are of the test split, those that are not of another.</summary>
    private static IReadOnlyList<int> Tested(PredictionTable table, List<Warning> warnings)
    {
        int[] all = [.. Enumerable.Range(0, table.Rows.Count)];
        if (table.Rows.All(row => row.Sample.Split != Split.Test))
        {
            return all;
        }

        int[] tested = [.. all.Where(row => table.Rows[row].Sample.Split is null or Split.Test)];
        if (tested.Length < all.Length)
        {
            warnings.Add(new Warning(
                "rows-left-out",
                string.Create(CultureInfo.InvariantCulture, $"{all.Length - tested.Length} of {all.Length} rows are of the split train or adapt and are not scored.")));
        }

        return tested;
    }

    private static Dataset Restrict(Dataset dataset, IReadOnlyList<Sample> samples) => new(dataset.Origin, samples)
    {
        DomainColumn = dataset.DomainColumn,
        LabelColumn = dataset.LabelColumn,
        GroupColumn = dataset.GroupColumn,
        SplitColumn = dataset.SplitColumn,
    };

    // Domains that the model was trained on may have rows of that split alone.
    private static DomainRoles Roles(ScoreOptions options, PredictionTable table, Dataset scored)
    {
        IReadOnlyList<string> trained = options.Sources.Count > 0 || options.ProjectSources.Count > 0
            ? options.ProjectSources
            : [.. table.Rows
                .Where(row => row.Sample.Split == Split.Train)
                .Select(row => row.Sample.Domain)
                .Distinct(StringComparer.Ordinal)
                .Intersect(scored.Domains, StringComparer.Ordinal)];
        return DomainRoles.Resolve(scored, options.Domains, options.Sources, trained);
    }

    private static DataResult Data(ScoreOptions options, PredictionTable table, Dataset dataset, DomainRoles roles, IReadOnlyList<Sample> samples) => new()
    {
        Sha256 = ContentHash.OfData(options.Files.Select(file => (Path.GetFileName(file), ContentHash.OfFile(file)))),
        Samples = samples.Count,
        Skipped = 0,
        Unlabelled = samples.Count(sample => sample.Label is null),
        Classes = table.Classes,
        SplitRule = dataset.HasSplits ? "column split" : "none",
        Domains = [.. roles.Domains.Select(domain => DataSummary.Domain([.. samples.Where(sample => sample.Domain == domain)], domain, roles))],
        SkippedSamples = [],
    };
}
