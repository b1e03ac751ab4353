namespace ShiftEval.Tests.Reference;

/// <summary>What the evaluator needs of a model file: the default operator set, the main graph and the model-local functions.</summary>
internal sealed record OnnxFile(int Opset, OnnxGraph Graph, IReadOnlyList<OnnxFunction> Functions)
{
    public IReadOnlyList<OnnxNode> Nodes => Graph.Nodes;

    public IReadOnlyDictionary<string, Tensor64> Initializers => Graph.Initializers;

    public IReadOnlyList<OnnxInput> Inputs => Graph.Inputs;

    public IReadOnlyList<string> Outputs => Graph.Outputs;

    /// <param name="bytes">A ModelProto.</param>
    /// <param name="folder">Where side files lie; null refuses them.</param>
    public static OnnxFile Parse(ReadOnlySpan<byte> bytes, string? folder = null)
    {
        int opset = 0;
        OnnxGraph graph = new([], new Dictionary<string, Tensor64>(StringComparer.Ordinal), [], []);
        WireReader model = new(bytes);
        while (model.Next())
        {
            if (model.Field == 7)
            {
                graph = OnnxGraph.Parse(model.Bytes, folder);
            }
            else if (model.Field == 8)
            {
                opset = Math.Max(opset, DefaultOpset(model.Bytes));
            }
        }

        // A function's operator set may be the model's, which stands behind the functions in some files.
        List<OnnxFunction> functions = [];
        model = new WireReader(bytes);
        while (model.Next())
        {
            if (model.Field == 25)
            {
                functions.Add(OnnxFunction.Parse(model.Bytes, folder, opset));
            }
        }

        return new OnnxFile(opset, graph, functions);
    }

    /// <summary>The version of an OperatorSetIdProto if it is of the default domain, else 0.</summary>
    public static int DefaultOpset(ReadOnlySpan<byte> bytes)
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
