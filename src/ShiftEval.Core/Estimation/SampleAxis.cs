using Microsoft.ML.OnnxRuntime;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Measurable;
using ShiftEval.Inference;
using ShiftEval.Onnx;

namespace ShiftEval.Estimation;

/// <summary>Checks that the first axis of what every BatchNorm normalises counts the samples, by one run on zeros.</summary>
/// <remarks>Layers in a branch that zeros do not lead into are not looked at.</remarks>
internal static class SampleAxis
{
    private const int Batch = 2;

    /// <summary>Names the layers that see other rows than samples.</summary>
    /// <param name="context">A model whose layers can be measured, and how it is fed.</param>
    /// <param name="remedy">What to do about them.</param>
    /// <param name="problems">Receives them.</param>
    public static void Check(EstimationContext context, string remedy, ProblemList problems)
    {
        MeasurableModel measurable = MeasurableModel.Of(context.Model, context.Input.Name);
        (OnnxModel graph, IReadOnlyList<string> outputs) = ExposedValues.OfLayers(measurable.Model, measurable.Layers);
        int batch = context.Input.Batch ?? Batch;
        using ModelSession session = new(graph, context.Input.Name, context.Device);
        session.Run(new float[batch * context.Reader.Elements], context.Input.Shape(batch), [.. outputs.Distinct(StringComparer.Ordinal)], Read, CancellationToken.None);

        void Read(IReadOnlyList<OrtValue> values)
        {
            Dictionary<string, long[]> shapes = outputs.Distinct(StringComparer.Ordinal).Zip(values).ToDictionary(pair => pair.First, pair => pair.Second.GetTensorTypeAndShape().Shape, StringComparer.Ordinal);
            foreach ((MeasurableLayer layer, string output) in measurable.Layers.Zip(outputs))
            {
                if (shapes[output] is [var rows, _, ..] && rows != batch && rows > 0)
                {
                    problems.Add(
                        NodeText.Where(context.Model.Name, layer.Layer.Placed.Frame.Values.Scope, layer.Layer.Proto),
                        FormattableString.Invariant($"normalises {rows} rows for {batch} samples, so that a sample's statistics cannot be told apart"),
                        remedy);
                }
            }
        }
    }
}
