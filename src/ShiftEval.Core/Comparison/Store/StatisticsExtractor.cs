using System.Text.Json;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Files;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Bundling;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Comparison.Store;

/// <summary>Takes the statistics that a model holds into a file.</summary>
public static class StatisticsExtractor
{
    private const string StoredName = "stored";

    /// <summary>Reads and writes.</summary>
    /// <exception cref="InputException">The model has no statistics of its own to take, or something stands in the way; nothing was written.</exception>
    /// <exception cref="RunFailedException">The file cannot be written.</exception>
    public static StatisticsFileResult Run(string model, string output, bool overwrite)
    {
        ProblemList problems = new();
        StatisticsFile? file = problems.Try(() => Of(OnnxModel.Load(model)));
        AtomicFile.CheckWritable(output, overwrite, problems);
        problems.ThrowIfAny();
        StatisticsFileWriter.Save(file!, output);
        return StatisticsFileResult.Of(file!, output, []);
    }

    /// <summary>The statistics a model holds, as a file of values.</summary>
    /// <exception cref="InputException">It has none, or none that can be.</exception>
    internal static StatisticsFile Of(OnnxModel model)
    {
        BundleMetadata.Refuse(model);
        IReadOnlyList<BatchNormLayer> layers = BatchNormLayers.FindRewritable(model);
        ModelStatistics stored = BatchNormLayers.Stored(layers);
        ProblemList problems = new();
        StatisticsFit fit = new("the statistics", "the stored", "the layer");
        foreach (BatchNormLayer layer in layers)
        {
            fit.Check($"{model.Name}, node {layer.Node}", layer.Name, layer.Channels, stored, problems);
        }

        problems.ThrowIfAny();
        StatisticsProvenance provenance = ProvenanceEntry.Read(model) ?? Stored(model.Sha256, model.Sha256);
        return new StatisticsFile
        {
            Name = model.Name,
            Format = StatisticsFile.ValuesFormat,
            Layers = [.. layers.Select(layer => StoredLayer.Of(layer.Name, layer.Stored!))],
            Epsilons = layers.ToDictionary(layer => layer.Name, layer => layer.Epsilon, StringComparer.Ordinal),
            Provenance = provenance,
            Origin = "extract",
            Samples = provenance.SampleHashes is { } text && SampleMarks.FromText(text) is { } hashes ? new SampleMarks(hashes, null, null) : null,
        };
    }

    /// <summary>The provenance of statistics that training left.</summary>
    internal static StatisticsProvenance Stored(string source, string parent) => new()
    {
        SourceSha256 = source,
        ParentSha256 = parent,
        Spec = "ema",
        Domains = [],
        Samples = 0,
        SplitRule = "none",
        SplitSeed = 0,
        Method = StoredName,
        Estimator = StoredName,
        Seed = 0,
        Preprocess = JsonElement.Parse("null"),
        Tool = $"{ToolInfo.Name} {ToolInfo.Version}",
    };
}
