using System.Globalization;
using ShiftEval.Comparison.Care;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Datasets.Batches;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation;
using ShiftEval.Estimation.Targets;
using ShiftEval.Files;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Comparison.Store;

/// <summary>Measures moments of a model's layers and keeps them in a file, whole or in parts that can be merged.</summary>
public static class StatisticsCollector
{
    /// <summary>Measures and writes.</summary>
    /// <exception cref="InputException">Something given cannot be used; nothing was written.</exception>
    /// <exception cref="RunFailedException">Device, disk, memory or numbers failed while running.</exception>
    public static StatisticsFileResult Run(StatsCollectOptions options, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ProblemList problems = new();
        problems.AddRange(options.Run.Problems);
        StatisticsSpec? spec = problems.Try(() => Parse(options));
        ExecutionDevice device = ExecutionDevice.Resolve(options.Run.Inference);
        DataSetup? data = problems.Try(() => DataSetup.Prepare(options.Run, needsTest: false));
        ModelSetup? model = data is null ? null : problems.Try(() => ModelSetup.Prepare(Path.GetFileName(options.Model), options.Model, options.Run, data, device, needsScores: false));
        if (data is null)
        {
            problems.Try(() => OnnxModel.Load(options.Model));
        }

        string? output = options.Output ?? (spec is null || data is null ? null : Output(options, spec, data));
        if (output is not null)
        {
            AtomicFile.CheckWritable(output, options.Overwrite, problems);
        }

        problems.ThrowIfAny();
        RecalibrationCheck.Check(model, [spec!], data!, problems);
        SpecPlan.Check([spec!], data!, options.Run.Seed, problems);
        problems.ThrowIfAny();
        IStatisticsTarget target = new StatisticsResolver(model, data!, options.Run.Seed, progress).Target(cancellation);
        StatisticsSelection selection = StatisticsSelection.Of(spec!, data!.Roles.Domains, data, options.Run.Seed);
        EstimationResult measured = new StatisticsEstimator(target.Context).Estimate(
            data.Positions(selection.Samples),
            new EstimationSettings(spec!.Method, spec.Estimator, spec.BatchSize) { Shard = options.Shard },
            progress,
            cancellation);
        StatisticsFile file = Collected(options, spec, model, data, target, measured, cancellation);
        cancellation.ThrowIfCancellationRequested();
        StatisticsFileWriter.Save(file, output!);
        return StatisticsFileResult.Of(file, output!, [.. data.Warnings, .. EstimationWarnings.Of(model.Name, target, measured, data).Where(warning => options.Shard is null || warning.Code != SampleCountCheck.Code), .. SkippedImages.Of(model, data)]);
    }

    private static StatisticsSpec Parse(StatsCollectOptions options)
    {
        StatisticsSpec spec = SpecParser.ParseOne(options.Statistics);
        string where = $"--statistics {options.Statistics}";
        if (spec.Head is not (SpecHead.Precise or SpecHead.Domain or SpecHead.Test or SpecHead.From) || spec is { Head: SpecHead.From, Name: null })
        {
            throw new InputException(where, "does not measure one set of images, and moments are of one", "Use domain, precise, test or from=NAME; shifteval stats extract takes what a model holds");
        }

        if (spec.Balance != ClassBalance.None || spec.Replacement != ReplacementRule.Everything)
        {
            throw new InputException(where, "leaves out or weights some of what is measured, and moments are of every layer and image alike", "Take balance=, layers=, only= and select= out; they can be given with file:PATH, balance= aside");
        }

        ProblemList problems = new();
        SpecSupport.Check([spec], problems);
        if (options.Shard is { } shard)
        {
            if (spec.Method == EstimationMethod.Population)
            {
                problems.Add($"--shard {shard}", "does not go with method=population: each layer needs all data behind layers that are finished", "Add method=minibatch or method=frozen to --statistics");
            }

            if (options.Run.OnError == OnError.Skip)
            {
                problems.Add($"--shard {shard}", "does not go with --on-error skip: an unreadable image would move all batches behind it", "Repair the images or take them out of the manifest, and leave --on-error out");
            }
        }

        problems.ThrowIfAny();
        return spec;
    }

    private static string Output(StatsCollectOptions options, StatisticsSpec spec, DataSetup data)
    {
        string tag = spec.Head switch
        {
            SpecHead.From => spec.Name!,
            SpecHead.Precise => "precise",
            _ => data.Roles.Domains.Count == 1 ? data.Roles.Domains[0] : "pooled",
        };
        string part = options.Shard is { } shard ? string.Create(CultureInfo.InvariantCulture, $".{shard.Number}of{shard.Count}") : "";
        return $"{Path.GetFileNameWithoutExtension(options.Model)}.{Recalibrator.FileName(tag)}{part}.safetensors";
    }

    private static StatisticsFile Collected(StatsCollectOptions options, StatisticsSpec spec, ModelSetup model, DataSetup data, IStatisticsTarget target, EstimationResult measured, CancellationToken cancellation)
    {
        Sample[] used = [.. measured.Samples.Select(position => data.Splits.Samples[position])];
        string[] domains = [.. used.Select(sample => sample.Domain).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new StatisticsFile
        {
            Name = options.Output ?? "",
            Format = StatisticsFile.MomentsFormat,
            Forward = spec.Method switch
            {
                EstimationMethod.Minibatch => StatisticsFile.MinibatchForward,
                EstimationMethod.Frozen => StatisticsFile.FixedBy(target.Stored),
                _ => StatisticsFile.PopulationForward,
            },
            Layers = [.. target.Layers.Select(layer => StoredLayer.Of(layer.Name, measured.Sums[layer.Name]))],
            Epsilons = target.Layers.ToDictionary(layer => layer.Name, layer => layer.Epsilon, StringComparer.Ordinal),
            Provenance = StatisticsProvenanceBuilder.Of(spec, model, data, target, options.Run, measured.Samples, domains, all: false, cancellation),
            Origin = options.Shard is { } shard ? $"collect {shard}" : "collect",
            Samples = Marks(used, domains, spec.Method == EstimationMethod.Minibatch ? measured.Batches : null, cancellation),
        };
    }

    private static SampleMarks Marks(IReadOnlyList<Sample> used, IReadOnlyList<string> domains, IReadOnlyList<int>? batches, CancellationToken cancellation)
    {
        ulong[] hashes = SampleHasher.Of(used, cancellation);
        Dictionary<int, ulong> numbers = batches is null
            ? []
            : batches.Zip(hashes).GroupBy(pair => pair.First).ToDictionary(batch => batch.Key, batch => SampleMarks.Batch(batch.Select(pair => pair.Second)));
        Dictionary<string, ulong> positions = domains.Index().ToDictionary(domain => domain.Item, domain => (ulong)domain.Index, StringComparer.Ordinal);
        return SampleMarks.Sorted(used.Select((sample, i) => (hashes[i], positions[sample.Domain], batches is null ? 0 : numbers[batches[i]])), batches is not null);
    }
}
