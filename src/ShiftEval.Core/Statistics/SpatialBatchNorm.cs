using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics;

/// <summary>
/// Given BatchNorms that normalise every position for itself (<c>spatial=0</c>, operator versions before 9): plain BatchNorms over
/// channels × positions, by a Reshape to [N, F] and one back.
/// </summary>
/// <remarks>Requires mean and variance of shape [F]. Visits the main graph and subgraphs, in place.</remarks>
internal static class SpatialBatchNorm
{
    public static void Rewrite(ModelProto model, GraphEditor editor)
    {
        string? flat = null;
        foreach (GraphScope scope in GraphScope.All(model))
        {
            for (int i = 0; i < scope.Nodes.Count; i++)
            {
                NodeProto node = scope.Nodes[i];
                if (!BatchNormLayers.IsBatchNorm(node) || node.Attribute.FirstOrDefault(attribute => attribute.Name == "spatial") is not { I: 0 } spatial)
                {
                    continue;
                }

                flat ??= AddShape(model, editor, "shifteval.flat", 0, -1);
                string whole = AddShape(model, editor, "shifteval.whole", -1);
                node.Attribute.Remove(spatial);
                string x = node.Input[BatchNormSlot.X];
                string y = node.Output[0];
                List<NodeProto> before = [Make("Shape", "shifteval.shape", x), Make("Reshape", "shifteval.rows", x, flat)];
                node.Input[BatchNormSlot.X] = before[1].Output[0];
                foreach (int slot in new[] { BatchNormSlot.Scale, BatchNormSlot.Bias })
                {
                    before.Add(Make("Reshape", "shifteval.vector", node.Input[slot], whole));
                    node.Input[slot] = before[^1].Output[0];
                }

                node.Output[0] = editor.FreshName("shifteval.normal");
                NodeProto back = new() { OpType = "Reshape", Input = { node.Output[0], before[0].Output[0] }, Output = { y } };
                foreach (NodeProto added in before)
                {
                    scope.Nodes.Insert(i++, added);
                }

                scope.Nodes.Insert(++i, back);
            }
        }

        NodeProto Make(string operation, string name, params string[] inputs) =>
            new() { OpType = operation, Input = { inputs }, Output = { editor.FreshName(name) } };
    }

    private static string AddShape(ModelProto model, GraphEditor editor, string name, params long[] shape) =>
        editor.AddInitializer(model.Graph, TensorData.Vector(name, shape));
}
