using System.Security.Cryptography;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Bundling;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Comparison.Store;

/// <summary>Writes a model with the statistics of a file; no image is read.</summary>
/// <remarks>The original's own statistics give back the very bytes of the original, unless layers had to be given tensors of their own before.</remarks>
public static class StatisticsApplier
{
    /// <summary>Reads and writes.</summary>
    /// <exception cref="InputException">The file is none or not of this model, or something stands in the way; nothing was written.</exception>
    /// <exception cref="RunFailedException">The model cannot be written.</exception>
    public static StatisticsApplyResult Run(string model, string statistics, string output, bool overwrite)
    {
        ProblemList problems = new();
        OnnxModel? loaded = problems.Try(() => LoadRunnable(model));
        StatisticsFile? file = problems.Try(() => StatisticsFileReader.Load(statistics));
        CheckOutput(loaded, model, output, overwrite, problems);
        problems.ThrowIfAny();
        return Apply(loaded!, file!, ReplacementRule.Everything, output, overwrite);
    }

    /// <summary>Writes a model that was read and an output that was checked.</summary>
    internal static StatisticsApplyResult Apply(OnnxModel model, StatisticsFile file, ReplacementRule rule, string output, bool overwrite)
    {
        ProblemList problems = new();
        IReadOnlyList<BatchNormLayer> layers = BatchNormLayers.FindRewritable(model);
        FileFit.Check(file, layers, model.Name, problems);
        problems.ThrowIfAny();
        StatisticsProvenance? before = ProvenanceEntry.Read(model);
        ModelStatistics stored = BatchNormLayers.Stored(layers);
        Replacement replacement = new(rule, stored);
        replacement.Check($"layers={rule.Layers}", model.Name, problems);
        problems.ThrowIfAny();
        ModelStatistics values = replacement.Apply(FileFit.Values(file, stored));
        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = StatisticsWriter.Write(model, values);
        if (changes.Count > 0)
        {
            ProvenanceEntry.Set(written, FileFit.Provenance(file, model, before));
            changes = [.. changes, new StatisticsChange("metadata", StatisticsProvenance.MetadataKey, "where the statistics come from")];
        }

        OnnxModelWriter.Save(written, output, overwrite);
        return new StatisticsApplyResult
        {
            Output = output,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(written.ToBytes())),
            Statistics = file.Name,
            Spec = file.Provenance?.Spec,
            Domains = file.Provenance?.Domains ?? [],
            Samples = file.Provenance?.Samples,
            Changes = changes,
            Layers = [.. layers.Select(layer => new LayerShiftResult(layer.Name, layer.Channels!.Value, LayerShift.Of(stored[layer.Name], values[layer.Name], layer.Epsilon)))],
            Warnings = [.. FileFit.Warnings(file, model, before)],
        };
    }

    /// <summary>Names what stands in the way of an output.</summary>
    internal static void CheckOutput(OnnxModel? model, string path, string output, bool overwrite, ProblemList problems)
    {
        if (model is not null)
        {
            OnnxModelWriter.CheckWritable(model, output, overwrite, problems);
        }
        else
        {
            Files.AtomicFile.CheckWritable(output, overwrite, problems);
        }

        if (string.Equals(Path.GetFullPath(output), Path.GetFullPath(path), StringComparison.Ordinal))
        {
            problems.Add(output, "is the model that is read", "Write to another path; the original stays as it is");
        }
    }

    private static OnnxModel LoadRunnable(string path)
    {
        OnnxModel model = OnnxModel.Load(path);
        BundleMetadata.Refuse(model);
        ProblemList training = new();
        InferenceMode.Refuse(model, training);
        training.ThrowIfAny();
        return model;
    }
}
