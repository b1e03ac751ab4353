using System.Text.Json;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Bundling;
using ShiftEval.Statistics.Folding;

namespace ShiftEval.Inspection;

/// <summary>Reads a model file and tells what recalibration can do with it. Nothing is run.</summary>
public static class ModelInspector
{
    /// <summary>Inspects a model.</summary>
    /// <exception cref="Diagnostics.InputException">Its provenance entry cannot be read, or its functions call each other without end.</exception>
    public static InspectionResult Inspect(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        IReadOnlyList<BatchNormLayer> layers = BatchNormLayers.Find(model);
        IReadOnlyList<string>? bundle = BundleMetadata.Read(model);

        // What a bundle's convolutions had behind them is in its tables.
        IReadOnlyList<FoldCandidate> convolutions = bundle is null ? FoldCandidates.Find(model) : [];
        return new InspectionResult
        {
            Model = model.Name,
            Sha256 = model.Sha256,
            Opset = model.OpsetVersion,
            Inputs = [.. model.Inputs.Select(value => Value(value, null))],
            Outputs = [.. model.Outputs.Select(value => Value(value, Scores(model, value)))],
            BatchNorm = [.. layers.Select(layer => LayerInspector.Inspect(layer, model))],
            Folded = new InspectedFolding(
                convolutions.Count(convolution => convolution.IsTaken),
                [.. convolutions.Select(convolution => new InspectedConvolution(convolution.Name, convolution.Operator, convolution.Channels, convolution.IsTaken, convolution.Reason))]),
            Provenance = ProvenanceEntry.Read(model),
            Bundle = bundle,
            Findings = [.. FileFindings.Of(model, layers, convolutions)],
        };
    }

    private static InspectedValue Value(OnnxValueInfo value, string? scores) =>
        new(value.Name, value.ElementType.ToString().ToLowerInvariant(), value.Shape?.Select(axis => axis.ToString()).ToArray(), scores);

    private static string? Scores(OnnxModel model, OnnxValueInfo output) => ScoreTable.HasShape(output) && ScoreTable.HasType(output)
        ? JsonNamingPolicy.CamelCase.ConvertName(ScoreRecognition.Of(model, output).ToString())
        : null;
}
