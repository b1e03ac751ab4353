using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>Lets a BatchNorm of the main graph take a parameter from somewhere else.</summary>
internal static class BatchNormParameter
{
    /// <summary>Puts nodes in front of the graph, and lets mean or variance of one or all BatchNorms read their last output.</summary>
    public static void Replace(ModelProto model, Random random, IReadOnlyList<NodeProto> nodes)
    {
        NodeProto[] old = [.. model.Graph.Node];
        model.Graph.Node.Clear();
        model.Graph.Node.Add(nodes);
        model.Graph.Node.Add(old);
        NodeProto[] norms = [.. old.Where(node => BatchNormLayers.IsBatchNorm(node) && node.Input.Count >= BatchNormSlot.Count)];
        foreach (NodeProto norm in norms.Where(_ => random.Next(2) == 0))
        {
            norm.Input[random.Next(BatchNormSlot.Mean, BatchNormSlot.Variance + 1)] = nodes[^1].Output[0];
        }
    }

    /// <summary>A node of the standard operators.</summary>
    public static NodeProto Node(string operation, string[] inputs, string output, params AttributeProto[] attributes) =>
        new() { OpType = operation, Input = { inputs }, Output = { output }, Attribute = { attributes } };

    /// <summary>A Constant node with int64 values.</summary>
    public static NodeProto Integers(string output, params long[] values) => Node("Constant", [], output, Attr.Tensor("value", Tensors.Raw("", values)));
}
