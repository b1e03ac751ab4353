using System.Globalization;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Comparison.Store;

/// <summary>Whether a statistics file can be that of a model, and the statistics it gives that model.</summary>
internal static class FileFit
{
    private const string OtherModel = "Use statistics of this model, see shifteval stats show";

    /// <summary>Names the first layer that does not fit.</summary>
    public static void Check(StatisticsFile file, IReadOnlyList<BatchNormLayer> layers, string model, ProblemList problems)
    {
        foreach (BatchNormLayer layer in layers)
        {
            if (file.Find(layer.Name) is not { } stored)
            {
                problems.Add(file.Name, $"has no layer {layer.Name}, which {model} has", OtherModel);
                return;
            }

            if (stored.Channels != layer.Channels)
            {
                problems.Add(file.Name, string.Create(CultureInfo.InvariantCulture, $"has {stored.Channels} channels in layer {layer.Name}, {model} has {layer.Channels}"), OtherModel);
                return;
            }
        }

        HashSet<string> known = [.. layers.Select(layer => layer.Name)];
        if (file.Layers.FirstOrDefault(stored => !known.Contains(stored.Name)) is { } surplus)
        {
            problems.Add(file.Name, $"has a layer {surplus.Name}, which {model} has not", OtherModel);
        }
    }

    /// <summary>The statistics for a model's layers; a layer that no values reached keeps what it has.</summary>
    /// <param name="file">A file that fits.</param>
    /// <param name="stored">What the model has, its layers in order.</param>
    /// <param name="adjust">What becomes of a layer's statistics; null takes them as they are.</param>
    public static ModelStatistics Values(StatisticsFile file, ModelStatistics stored, Func<string, LayerStatistics, LayerStatistics>? adjust = null) =>
        new(stored.Layers.Select(layer => KeyValuePair.Create(
            layer,
            file.Find(layer)!.Values is { } values ? adjust?.Invoke(layer, values) ?? values : stored[layer])));

    /// <summary>Says when the file tells another model, or none.</summary>
    public static IEnumerable<Warning> Warnings(StatisticsFile file, OnnxModel model, StatisticsProvenance? provenance)
    {
        if (file.Provenance is null)
        {
            yield return new Warning("statistics-of-another-model", $"{file.Name} does not tell which model its statistics are of; layers and channels fit {model.Name}.");
        }
        else if (file.Provenance.SourceSha256 != (provenance?.SourceSha256 ?? model.Sha256))
        {
            yield return new Warning("statistics-of-another-model", $"{file.Name} holds statistics of another model than {model.Name}, though layers and channels fit.");
        }

        string[] unreached = [.. file.Layers.Where(layer => layer.Values is null).Select(layer => layer.Name)];
        if (unreached.Length > 0)
        {
            yield return new Warning("layers-not-reached", $"{file.Name} has no values for {string.Join(", ", unreached)}, which keep what they have.");
        }
    }

    /// <summary>The entry that a model with these statistics carries.</summary>
    public static StatisticsProvenance Provenance(StatisticsFile file, OnnxModel model, StatisticsProvenance? before) => (file.Provenance ?? Foreign(file)) with
    {
        SourceSha256 = before?.SourceSha256 ?? model.Sha256,
        ParentSha256 = model.Sha256,
        Tool = $"{ToolInfo.Name} {ToolInfo.Version}",
    };

    private static StatisticsProvenance Foreign(StatisticsFile file) => StatisticsExtractor.Stored("", "") with
    {
        Spec = $"file:{Statistics.Specs.SpecToken.Quote(Path.GetFileName(file.Name))}",
        Method = "unknown",
        Estimator = "unknown",
    };
}
