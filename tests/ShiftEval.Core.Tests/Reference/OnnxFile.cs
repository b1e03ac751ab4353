namespace ShiftEval.Tests.Reference;

/// <summary>What the evaluator needs of a model file: the default operator set and the main graph.</summary>
internal sealed record OnnxFile(
    int Opset,
    IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyDictionary<string, Tensor64> Initializers,
    IReadOnlyList<OnnxInput> Inputs,
    IReadOnlyList<string> Outputs)
{
    public static OnnxFile Parse(ReadOnlySpan<byte> bytes)
    {
        int opset = 0;
        List<OnnxNode> nodes = [];
        Dictionary<string, Tensor64> initializers = new(StringComparer.Ordinal);
        List<OnnxInput> inputs = [];
        List<string> outputs = [];

        WireReader model = new(bytes);
        while (model.Next())
        {
            switch (model.Field)
            {
                case 7:
                    ParseGraph(model.Bytes);
                    break;
                case 8:
                    opset = Math.Max(opset, DefaultOpset(model.Bytes));
                    break;
                default:
                    break;
            }
        }

        // Before IR version 4 every initializer had to be listed as an input too.
        inputs.RemoveAll(input => initializers.ContainsKey(input.Name));
        return new OnnxFile(opset, nodes, initializers, inputs, outputs);

        void ParseGraph(ReadOnlySpan<byte> graphBytes)
        {
            WireReader graph = new(graphBytes);
            while (graph.Next())
            {
                switch (graph.Field)
                {
                    case 1:
                        nodes.Add(OnnxNode.Parse(graph.Bytes));
                        break;
                    case 5:
                        (string name, Tensor64 tensor) = OnnxTensor.Parse(graph.Bytes);
                        initializers.Add(name, tensor);
                        break;
                    case 11:
                        inputs.Add(OnnxInput.Parse(graph.Bytes));
                        break;
                    case 12:
                        outputs.Add(OnnxInput.Parse(graph.Bytes).Name);
                        break;
                    case 15:
                        throw new NotSupportedException("Sparse initializers.");
                    default:
                        break;
                }
            }
        }
    }

    private static int DefaultOpset(ReadOnlySpan<byte> bytes)
    {
        string domain = "";
        int version = 0;
        WireReader import = new(bytes);
        while (import.Next())
        {
            if (import.Field == 1)
            {
                domain = import.Text;
            }
            else if (import.Field == 2)
            {
                version = (int)import.Bits;
            }
        }

        return domain is "" or "ai.onnx" ? version : 0;
    }
}
