using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Estimation;

/// <summary>Writes the nodes of a graph anew, with further ones of plain operators that every opset from 7 on and every device has.</summary>
internal sealed class PlainOperators
{
    private readonly OnnxModel model;
    private readonly GraphEditor editor;
    private readonly bool axesAsInput;
    private readonly List<NodeProto> nodes = [];
    private readonly Dictionary<string, string> constants = new(StringComparer.Ordinal);

    /// <param name="model">Changed in place by <see cref="Finish"/>.</param>
    public PlainOperators(OnnxModel model)
    {
        this.model = model;
        editor = new GraphEditor(model.Proto);
        axesAsInput = model.OpsetVersion >= 18;
    }

    /// <summary>Keeps a node as the next one.</summary>
    public void Keep(NodeProto node) => nodes.Add(node);

    /// <summary>Adds a node as the next one.</summary>
    /// <returns>Its output, named near <paramref name="name"/>.</returns>
    public string Add(string operation, string name, params string[] inputs) => Add(new NodeProto { OpType = operation }, name, inputs);

    /// <summary>Adds a node whose output has a name that other nodes read already.</summary>
    public void AddAs(string operation, string output, params string[] inputs)
    {
        NodeProto node = new() { OpType = operation, Name = editor.FreshName("shifteval.node") };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        nodes.Add(node);
    }

    /// <summary>The mean over one axis.</summary>
    public string Mean(string value, int axis, bool keepsAxis, string name)
    {
        NodeProto node = new() { OpType = "ReduceMean" };
        node.Attribute.Add(new AttributeProto { Name = "keepdims", Type = AttributeProto.Types.AttributeType.Int, I = keepsAxis ? 1 : 0 });
        if (axesAsInput)
        {
            return Add(node, name, value, Whole(axis));
        }

        node.Attribute.Add(new AttributeProto { Name = "axes", Type = AttributeProto.Types.AttributeType.Ints, Ints = { axis } });
        return Add(node, name, value);
    }

    /// <summary>A vector of whole numbers.</summary>
    public string Whole(params long[] values)
    {
        string key = string.Join(' ', values);
        if (!constants.TryGetValue(key, out string? name))
        {
            constants[key] = name = editor.AddInitializer(model.Proto.Graph, TensorData.Vector("shifteval.whole", values));
        }

        return name;
    }

    /// <summary>A vector of float32 numbers, shape [n].</summary>
    public string Numbers(string name, params ReadOnlySpan<double> values)
    {
        TensorProto tensor = new() { Name = $"shifteval.{name}", DataType = (int)OnnxElementType.Float32, Dims = { values.Length } };
        foreach (double value in values)
        {
            tensor.FloatData.Add((float)value);
        }

        return editor.AddInitializer(model.Proto.Graph, tensor);
    }

    /// <summary>A further input of the graph, float32, any shape.</summary>
    public string Input(string name)
    {
        string fresh = editor.FreshName($"shifteval.{name}");
        model.Proto.Graph.Input.Add(GraphCut.Output(fresh, OnnxElementType.Float32));
        return fresh;
    }

    /// <summary>Puts the nodes into the graph, in the order in which they were kept and added, and cuts it down to some outputs.</summary>
    public void Finish(IReadOnlyList<ValueInfoProto> outputs)
    {
        GraphProto graph = model.Proto.Graph;
        graph.Node.Clear();
        graph.Node.AddRange(nodes);
        GraphCut.To(graph, outputs);
    }

    private string Add(NodeProto node, string name, params string[] inputs)
    {
        string output = editor.FreshName($"shifteval.{name}");
        node.Name = output;
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        nodes.Add(node);
        return output;
    }
}
