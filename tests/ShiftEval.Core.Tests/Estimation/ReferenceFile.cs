using System.Globalization;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Measurable;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Folding;

namespace ShiftEval.Tests.Estimation;

/// <summary>What one model file is and what recalibration makes of it, in words that are the same on every machine.</summary>
/// <param name="Name">The path relative to the folder it was found in, with slashes.</param>
/// <param name="About">What was found in the file.</param>
/// <param name="Layers">Number of BatchNorms.</param>
/// <param name="Recalibration"><c>works</c>, or why not.</param>
/// <param name="Statistics">How far the measured statistics are from float64 ones, or why that was not asked.</param>
/// <param name="Outputs">The same of the written file's outputs.</param>
internal sealed record ReferenceFile(string Name, string About, int Layers, string Recalibration, string Statistics, string Outputs)
{
    private const string Works = "works";
    private const int ListedInputs = 2;

    /// <summary>The models below a folder, sorted, relative to it.</summary>
    public static IReadOnlyList<string> Paths(string folder) => [.. Directory.GetFiles(folder, "*.onnx", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)];

    /// <summary>Reads a file and, where asked, runs what can be run.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The file in it.</param>
    /// <param name="measure">Whether to measure and score it too.</param>
    public static ReferenceFile Of(string folder, string name, bool measure)
    {
        string path = Path.Combine(folder, name);
        OnnxModel model = OnnxModel.Parse(File.ReadAllBytes(path), Path.GetFileName(name), Path.GetDirectoryName(Path.GetFullPath(path)));
        IReadOnlyList<BatchNormLayer> layers = BatchNormLayers.Find(model);
        FoldSelection folded = FoldSelection.Default(model);
        (OnnxValueInfo? input, string recalibration) = Recalibrate(model, layers, folded);
        ReferenceMeasurement? measured = input is null || !measure ? null : ReferenceMeasurement.Of(model, input, layers.Count == 0 ? folded : null);
        return new ReferenceFile(
            name,
            string.Join("; ", Found(model, layers, folded)),
            layers.Count,
            recalibration,
            measured?.Statistics ?? "not measured",
            measured?.Outputs ?? "not run");
    }

    /// <summary>The input that is fed where recalibration works; a refusal is the last input's, or what stands in the way of any.</summary>
    private static (OnnxValueInfo? Input, string Text) Recalibrate(OnnxModel model, IReadOnlyList<BatchNormLayer> layers, FoldSelection folded)
    {
        bool isFolded = layers.Count == 0 && folded.Taken.Count > 0;
        string refusal = "";
        foreach (OnnxValueInfo input in model.Inputs)
        {
            try
            {
                MeasurableModel.Of(isFolded ? Unfolding.Insert(model, folded) : model, input.Name);
            }
            catch (InputException exception)
            {
                refusal = Sentence(model, exception);
                continue;
            }

            string works = isFolded ? "works, on the convolutions that look folded" : Works;
            works += model.Inputs.Count > 1 ? $", fed by {input.Name}" : "";
            return (input, NoImages(model, input) is { } noImages ? $"{works}, in the library alone: {noImages}" : works);
        }

        return (null, $"refused: {refusal}");
    }

    /// <summary>What the command line has against an input, since it feeds images.</summary>
    private static string? NoImages(OnnxModel model, OnnxValueInfo input)
    {
        try
        {
            ModelSignature.Resolve(model, new ModelSignatureOptions { Input = input.Name }, needsScores: false);
            return null;
        }
        catch (InputException exception)
        {
            return Sentence(model, exception);
        }
    }

    /// <summary>The first problem without the file's name and the remedy, and how many more there are.</summary>
    private static string Sentence(OnnxModel model, InputException exception)
    {
        Problem first = exception.Problems[0];
        string where = first.Where.StartsWith(model.Name, StringComparison.Ordinal) ? first.Where[model.Name.Length..].TrimStart(',', ' ') : first.Where;
        string what = model.Folder is null ? first.What : first.What.Replace(model.Folder, "the model's folder", StringComparison.Ordinal);
        string more = exception.Problems.Count > 1 ? Invariant($" (and {exception.Problems.Count - 1} more)") : "";
        return where.Length == 0 ? $"{what}{more}" : $"{where}: {what}{more}";
    }

    private static IEnumerable<string> Found(OnnxModel model, IReadOnlyList<BatchNormLayer> layers, FoldSelection folded)
    {
        yield return Invariant($"operator set {model.OpsetVersion}");
        yield return string.Join(", ", model.Inputs.Take(ListedInputs).Select(Describe))
            + (model.Inputs.Count > ListedInputs ? Invariant($" and {model.Inputs.Count - ListedInputs} other inputs") : "");
        if (layers.Count > 0)
        {
            IEnumerable<string> homes = layers.GroupBy(layer => layer.Source).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => layers.All(layer => layer.Source == group.Key) ? group.Key : Invariant($"{group.Count()} {group.Key}"));
            string[] types = [.. layers.Select(layer => TypeOf(model, layer)).Distinct().Where(type => type is not (null or "float32"))!];
            yield return Invariant($"{layers.Count} BatchNorm, statistics: {string.Join(", ", homes)}") + (types.Length > 0 ? $" ({string.Join(", ", types)})" : "");
        }
        else
        {
            yield return "no BatchNorm";
        }

        if (model.Inputs.Any(input => input.Shape is [{ Value: not null }, ..]))
        {
            yield return "batch fixed";
        }

        if (InferenceMode.Find(model) is { Count: > 0 } training)
        {
            yield return Invariant($"nodes in training mode: {training.Count}");
        }

        if (Quantisation.Nodes(model) is { Count: > 0 } quantised)
        {
            yield return Invariant($"quantised nodes: {quantised.Count}");
        }

        if (layers.Count == 0 && folded.Taken.Count > 0)
        {
            yield return Invariant($"{folded.Taken.Count} of {folded.Candidates.Count} convolutions look folded");
        }
    }

    private static string Describe(OnnxValueInfo input) =>
        $"{input.Name} {input.ElementType.ToName()}[{(input.Shape is null ? "?" : string.Join(", ", input.Shape))}]";

    private static string? TypeOf(OnnxModel model, BatchNormLayer layer) =>
        new ConstantResolver(layer.Placed.Frame, model.Folder).Resolve(layer.Proto.Input[BatchNormSlot.Mean]) is { } constant
            ? ((OnnxElementType)constant.Tensor.DataType).ToName()
            : null;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
