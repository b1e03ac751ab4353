using Microsoft.ML.OnnxRuntime;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Estimation;

/// <summary>Finds the shape of every value of a graph by one run on zeros.</summary>
internal static class ShapeProbe
{
    /// <summary>Shapes by name, the input's among them, at the batch that the model fixes.</summary>
    /// <param name="context">What is fed and how.</param>
    /// <param name="model">A model without functions.</param>
    public static IReadOnlyDictionary<string, long[]> Run(EstimationContext context, OnnxModel model)
    {
        OnnxModel exposed = model.Clone();
        string[] names = [.. exposed.Proto.Graph.Node.SelectMany(node => node.Output).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)];
        exposed.Proto.Graph.Output.Clear();
        exposed.Proto.Graph.Output.Add(names.Select(name => new ValueInfoProto { Name = name }));
        int batch = context.Input.Batch ?? 1;
        Dictionary<string, long[]> shapes = new(StringComparer.Ordinal) { [context.Input.Name] = context.Input.Shape(batch) };
        using ModelSession session = new(exposed, context.Input.Name, context.Device);
        session.Run(new float[batch * context.Reader.Elements], context.Input.Shape(batch), names, Read, CancellationToken.None);
        return shapes;

        void Read(IReadOnlyList<OrtValue> values)
        {
            for (int i = 0; i < names.Length; i++)
            {
                shapes[names[i]] = values[i].GetTensorTypeAndShape().Shape;
            }
        }
    }
}
