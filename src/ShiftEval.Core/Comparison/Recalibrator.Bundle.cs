using System.Security.Cryptography;
using System.Text.Json;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Bundling;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison;

/// <content>One file for several domains.</content>
public static partial class Recalibrator
{
    private static void CheckBundle(RecalibrationOptions options, StatisticsSpec? spec, ProblemList problems)
    {
        if (!options.Bundle)
        {
            return;
        }

        if (spec is { Head: not (SpecHead.Domain or SpecHead.Test or SpecHead.Mix) })
        {
            problems.Add($"--statistics {spec.Text}", "gives every domain the same statistics, so that --bundle would have nothing to choose from", "Use domain or mix:W, or leave out --bundle");
        }

        if (options.Output is { } output && output.Contains(RecalibrationOptions.DomainPlaceholder, StringComparison.Ordinal))
        {
            problems.Add($"--output {output}", $"asks for one file a domain with {RecalibrationOptions.DomainPlaceholder}, and --bundle for one file of all", "Take one of them out");
        }
    }

    private static void CheckBundle(RecalibrationOptions options, ModelSetup model, ProblemList problems)
    {
        if (!options.Bundle || problems.Problems.Count > 0)
        {
            return;
        }

        if (model.Folding is { } folding)
        {
            problems.Add(
                model.Model.Name,
                $"has BatchNorm folded into {folding.Taken.Count} convolutions, whose weights cannot be chosen sample by sample",
                $"Write one file a domain, with {RecalibrationOptions.DomainPlaceholder} in --output, or export the model without folding");
            return;
        }

        if (problems.Check(() => BundleWriter.Check(model.Model)))
        {
            SampleAxis.Check(model.Context, $"Write one file a domain, with {RecalibrationOptions.DomainPlaceholder} in --output", problems);
        }
    }

    // The numbers of the domains follow the order in which they are given.
    private static IReadOnlyList<(string Path, IReadOnlyList<string> Domains)> BundleFiles(RecalibrationOptions options, DataSetup data)
    {
        string[] given = [.. options.Run.Domains.Distinct(StringComparer.Ordinal)];
        return [(options.Output ?? $"{Path.GetFileNameWithoutExtension(options.Model)}.bundle.onnx", given.Length > 0 ? given : data.Roles.Domains)];
    }

    private sealed partial class Job
    {
        /// <summary>Writes one file with the statistics of every domain.</summary>
        public RecalibrationResult WriteBundle(string path, IReadOnlyList<string> domains, CancellationToken cancellation)
        {
            ResolvedStatistics[] resolved = [.. domains.Select(domain => resolver.Resolve(spec, [domain], cancellation))];
            (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = BundleWriter.Write(
                model.Model,
                model.Context.Input.Name,
                [.. domains.Zip(resolved, (domain, statistics) => new BundleEntry(domain, statistics.Values!))]);
            ResolvedStatistics all = new(
                resolved[0].Values,
                [.. resolved.SelectMany(statistics => statistics.Samples).Distinct()],
                [.. resolved.SelectMany(statistics => statistics.Domains).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                "bundle");
            ProvenanceEntry.Set(written, Provenance(all, cancellation) with { Bundle = [.. domains.Select((domain, i) => Bundled(i + 1, domain, resolved[i], cancellation))] });
            cancellation.ThrowIfCancellationRequested();
            OnnxModelWriter.Save(written, path, options.Overwrite);
            BundledDomainResult[] bundle = [.. domains.Select((domain, i) => new BundledDomainResult(i + 1, domain, resolved[i].Samples.Count, [.. Shifts(resolved[i].Values, cancellation)]))];
            return new RecalibrationResult
            {
                Output = path,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(written.ToBytes())),
                Samples = all.Samples.Count,
                Spec = spec.Canonical,
                Domains = domains,
                Device = model.Context.Device.Name,
                Image = ImageInputResult.Of(model),
                Preprocess = JsonElement.Parse(model.Preprocessing.ToCanonicalJson()),
                PreprocessOrigin = model.Preprocessing.Origin,
                Changes = [.. changes, new StatisticsChange("metadata", StatisticsProvenance.MetadataKey, "where the statistics come from")],
                Bundle = bundle,
                Layers = [.. bundle[0].Layers.Select((layer, i) => layer with { Shift = bundle.Average(domain => domain.Layers[i].Shift) })],
                Warnings = [.. data.Warnings, .. warnings, .. resolved.SelectMany(statistics => statistics.Warnings).Distinct(), .. SkippedImages.Of(model, data)],
            };
        }

        private BundledProvenance Bundled(int index, string domain, ResolvedStatistics statistics, CancellationToken cancellation)
        {
            Sample[] used = [.. statistics.Samples.Select(position => data.Splits.Samples[position])];
            return new BundledProvenance(index, domain, statistics.Domains, used.Length, ContentHash.OfIds(used.Select(sample => sample.Id)), ContentHash.OfData(used, cancellation));
        }
    }
}
