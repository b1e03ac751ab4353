namespace ShiftEval.Tests.Reference;

/// <summary>The main graph of a file, or a subgraph that an attribute holds.</summary>
/// <param name="Nodes">In file order, which is an order of execution.</param>
/// <param name="Initializers">By name.</param>
/// <param name="Inputs">What has to be fed: no initializers.</param>
/// <param name="Outputs">Names of values.</param>
internal sealed record OnnxGraph(
    IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyDictionary<string, Tensor64> Initializers,
    IReadOnlyList<OnnxInput> Inputs,
    IReadOnlyList<string> Outputs)
{
    /// <param name="bytes">A GraphProto.</param>
    /// <param name="folder">Where side files lie; null refuses them.</param>
    public static OnnxGraph Parse(ReadOnlySpan<byte> bytes, string? folder)
    {
        List<OnnxNode> nodes = [];
        Dictionary<string, Tensor64> initializers = new(StringComparer.Ordinal);
        List<OnnxInput> inputs = [];
        List<string> outputs = [];
        WireReader graph = new(bytes);
        while (graph.Next())
        {
            switch (graph.Field)
            {
                case 1:
                    nodes.Add(OnnxNode.Parse(graph.Bytes, folder));
                    break;
                case 5:
                    (string name, Tensor64 tensor) = OnnxTensor.Parse(graph.Bytes, folder);
                    initializers.Add(name, tensor);
                    break;
                case 11:
                    inputs.Add(OnnxInput.Parse(graph.Bytes));
                    break;
                case 12:
                    outputs.Add(OnnxInput.Parse(graph.Bytes).Name);
                    break;
                case 15:
                    (string sparseName, Tensor64 dense) = OnnxSparseTensor.Parse(graph.Bytes);
                    initializers.Add(sparseName, dense);
                    break;
                default:
                    break;
            }
        }

        // Before IR version 4 every initializer had to be listed as an input too.
        inputs.RemoveAll(input => initializers.ContainsKey(input.Name));
        return new OnnxGraph(nodes, initializers, inputs, outputs);
    }
}
