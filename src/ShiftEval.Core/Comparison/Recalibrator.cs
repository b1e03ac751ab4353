using System.Security.Cryptography;
using System.Text.Json;
using ShiftEval.Comparison.Care;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Comparison.Store;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Targets;
using ShiftEval.Files;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison;

/// <summary>Writes a model with statistics of chosen images: no labels, no gradients.</summary>
public static partial class Recalibrator
{
    /// <summary>Estimates and writes; one file, or one a domain where the output's path has <c>{domain}</c>, or one for all of them as a bundle.</summary>
    /// <exception cref="InputException">Something given cannot be used; nothing was written.</exception>
    /// <exception cref="RunFailedException">Device, disk, memory or numbers failed while running.</exception>
    public static IReadOnlyList<RecalibrationResult> Run(RecalibrationOptions options, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ProblemList problems = new();
        problems.AddRange(options.Run.Problems);
        StatisticsSpec? spec = problems.Try(() => ParseConstant(options.Statistics));
        CheckBundle(options, spec, problems);
        if (spec is { Head: SpecHead.File } && FileRecalibration.TryRun(options, spec, problems) is { } applied)
        {
            return [applied];
        }

        ExecutionDevice device = ExecutionDevice.Resolve(options.Run.Inference);
        DataSetup? data = problems.Try(() => DataSetup.Prepare(options.Run, needsTest: false, options.All));
        ModelSetup? model = data is null ? null : problems.Try(() => ModelSetup.Prepare(Path.GetFileName(options.Model), options.Model, options.Run, data, device, needsScores: spec is { Balance: not ClassBalance.None }));
        if (data is null)
        {
            problems.Try(() => OnnxModel.Load(options.Model));
        }

        if (model is null && options.Output is { } named && !named.Contains(RecalibrationOptions.DomainPlaceholder, StringComparison.Ordinal))
        {
            // The model's side files are not known, but what stands in the way of the file itself is told with the rest.
            AtomicFile.CheckWritable(named, options.Overwrite, problems);
        }

        problems.ThrowIfAny();
        RecalibrationCheck.Check(model, [spec!], data!, problems);
        CheckBundle(options, model, problems);

        SpecPlan.Check([spec!], data!, options.Run.Seed, problems);
        IReadOnlyList<(string Path, IReadOnlyList<string> Domains)> files = options.Bundle ? BundleFiles(options, data!) : Files(options, spec!, data!.Roles.Domains);
        foreach (IGrouping<string, (string Path, IReadOnlyList<string> Domains)> same in files.GroupBy(file => file.Path, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            problems.Add(same.Key, $"would hold each of {string.Join(", ", same.SelectMany(file => file.Domains))}, whose names give one file name", "Recalibrate to one domain at a time, with an output path of its own");
        }

        foreach ((string path, _) in files)
        {
            OnnxModelWriter.CheckWritable(model.Model, path, options.Overwrite, problems);
            if (string.Equals(Path.GetFullPath(path), Path.GetFullPath(options.Model), StringComparison.Ordinal))
            {
                problems.Add(path, "is the model that is read", "Write to another path; the original stays as it is");
            }
        }

        problems.ThrowIfAny();
        List<Warning> warnings = [.. PreprocessingCheck.Of(model, options.Run)];
        if (GroupingCheck.Of([spec!], data!) is { } grouping)
        {
            warnings.Add(grouping);
        }

        StatisticsResolver resolver = new(model, data!, options.Run.Seed, progress)
        {
            Classes = spec!.Balance == ClassBalance.None ? null : ClassSetup.Resolve([model], options.Run, data!, warnings, cancellation),
        };
        Job job = new(options, spec, data!, model, resolver, warnings);
        return [.. files.Select(file => options.Bundle ? job.WriteBundle(file.Path, file.Domains, cancellation) : job.Write(file.Path, file.Domains, cancellation))];
    }

    private static StatisticsSpec ParseConstant(string text)
    {
        StatisticsSpec spec = SpecParser.ParseOne(text);
        if (!spec.IsConstant)
        {
            throw new InputException($"--statistics {text}", "has no constant statistics that a file could hold", "Use domain, precise, from=NAME, mix:W or file:PATH");
        }

        if (spec is { Head: SpecHead.From, Name: null })
        {
            throw new InputException($"--statistics {text}", "means several statistics, and one file holds one", "Name the domain, as in from=labA");
        }

        ProblemList problems = new();
        SpecSupport.Check([spec], problems);
        problems.ThrowIfAny();
        return spec;
    }

    private static IReadOnlyList<(string Path, IReadOnlyList<string> Domains)> Files(RecalibrationOptions options, StatisticsSpec spec, IReadOnlyList<string> domains)
    {
        if (options.Output is { } output)
        {
            return output.Contains(RecalibrationOptions.DomainPlaceholder, StringComparison.Ordinal)
                ? [.. domains.Select(domain => (output.Replace(RecalibrationOptions.DomainPlaceholder, FileName(domain), StringComparison.Ordinal), (IReadOnlyList<string>)[domain]))]
                : [(output, domains)];
        }

        if (spec.Head == SpecHead.File)
        {
            return [(FileRecalibration.DefaultOutput(options.Model, spec.Name!), domains)];
        }

        string tag = spec.Head switch
        {
            SpecHead.From => spec.Name!,
            SpecHead.Ema or SpecHead.Precise => spec.Canonical,
            _ => domains.Count == 1 ? domains[0] : "pooled",
        };
        return [($"{Path.GetFileNameWithoutExtension(options.Model)}.{FileName(tag)}.onnx", domains)];
    }

    // A domain's name comes from data: what a path gives a meaning to may not stay in a file name.
    internal static string FileName(string name)
    {
        HashSet<char> special = [.. Path.GetInvalidFileNameChars(), '/', '\\', ':', '*', '?', '"', '<', '>', '|'];
        string cleaned = string.Concat(name.Select(c => special.Contains(c) || char.IsControl(c) ? '_' : c));
        return cleaned.Trim('.', ' ') is { Length: > 0 } usable ? usable : "_";
    }

    private sealed partial class Job(RecalibrationOptions options, StatisticsSpec spec, DataSetup data, ModelSetup model, StatisticsResolver resolver, IReadOnlyList<Warning> warnings)
    {
        public RecalibrationResult Write(string path, IReadOnlyList<string> domains, CancellationToken cancellation)
        {
            ResolvedStatistics statistics = resolver.Resolve(spec, domains, cancellation);
            List<StatisticsChange> changes = [];
            OnnxModel written = model.Model;
            if (statistics.Values is not null)
            {
                (written, IReadOnlyList<StatisticsChange> changed) = resolver.Target(cancellation).Write(statistics.Values);
                if (changed.Count > 0)
                {
                    ProvenanceEntry.Set(written, Provenance(statistics, cancellation));
                    changes.AddRange(changed);
                    changes.Add(new StatisticsChange("metadata", StatisticsProvenance.MetadataKey, "where the statistics come from"));
                }
            }

            cancellation.ThrowIfCancellationRequested();
            OnnxModelWriter.Save(written, path, options.Overwrite);
            return new RecalibrationResult
            {
                Output = path,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(written.ToBytes())),
                Samples = statistics.SampleCount,
                Spec = spec.Canonical,
                Domains = statistics.Values is null ? domains : statistics.Domains,
                Device = model.Context.Device.Name,
                Image = ImageInputResult.Of(model),
                Preprocess = JsonElement.Parse(model.Preprocessing.ToCanonicalJson()),
                PreprocessOrigin = model.Preprocessing.Origin,
                Changes = changes,
                Layers = [.. Shifts(statistics.Values, cancellation)],
                Warnings = [.. data.Warnings, .. warnings, .. statistics.Warnings, .. Warnings(statistics, domains)],
                Balance = statistics.Balance,
            };
        }

        private IEnumerable<LayerShiftResult> Shifts(ModelStatistics? values, CancellationToken cancellation)
        {
            if (values is null)
            {
                return model.Layers.Where(layer => layer.Stored is not null).Select(layer => new LayerShiftResult(layer.Name, layer.Stored!.Channels, 0));
            }

            return LayerShift.Of(resolver.Target(cancellation), values);
        }

        private IEnumerable<Warning> Warnings(ResolvedStatistics statistics, IReadOnlyList<string> domains)
        {
            if (statistics.Domains.Count > 1 && spec.Head == SpecHead.Domain)
            {
                yield return new Warning("pooled-domains", $"The statistics pool the images of {string.Join(", ", domains)}; per-domain files come from an output path with {RecalibrationOptions.DomainPlaceholder}.");
            }

            foreach (Warning skipped in SkippedImages.Of(model, data))
            {
                yield return skipped;
            }
        }

        private StatisticsProvenance Provenance(ResolvedStatistics statistics, CancellationToken cancellation)
        {
            IStatisticsTarget target = resolver.Target(cancellation);
            return statistics.File is { } file
                ? FileFit.Provenance(file, model.Model, model.Provenance) with { Folded = StatisticsProvenanceBuilder.Folded(model, data, target) }
                : StatisticsProvenanceBuilder.Of(spec, model, data, target, options.Run, statistics.Samples, statistics.Domains, options.All, cancellation);
        }
    }
}
