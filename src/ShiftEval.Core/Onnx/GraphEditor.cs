using System.Globalization;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>Small edits of a model's graphs, in place, with names that collide with nothing in the model.</summary>
internal sealed class GraphEditor
{
    // Before IR 4 every initializer of the main graph had to be listed as an input. A subgraph's inputs are what its node passes in.
    private const long FirstIrWithPlainInitializers = 4;

    private readonly ModelProto model;
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    // Of a wish made many times the numbers that are taken need no second look.
    private readonly Dictionary<string, int> nextNumbers = new(StringComparer.Ordinal);

    public GraphEditor(ModelProto model)
    {
        this.model = model;
        foreach (GraphScope scope in GraphScope.All(model))
        {
            names.UnionWith(scope.Inputs);
            names.UnionWith(scope.Outputs);
            names.UnionWith(scope.Initializers.Select(tensor => tensor.Name));
            names.UnionWith(scope.Graph?.SparseInitializer.Select(sparse => sparse.Values?.Name ?? "") ?? []);
            names.UnionWith((scope.Graph?.ValueInfo ?? scope.Function!.ValueInfo).Select(value => value.Name));
            foreach (NodeProto node in scope.Nodes)
            {
                names.UnionWith(node.Input);
                names.UnionWith(node.Output);
            }
        }
    }

    /// <summary>Whether the model has a value of this name.</summary>
    public bool Has(string name) => names.Contains(name);

    /// <summary>
    /// A value name that the model does not have: the wish itself, else the second wish, else the first with _1, _2 … behind it. It
    /// counts as taken from now on.
    /// </summary>
    public string FreshName(string wish, string? otherwise = null)
    {
        if (wish.Length > 0 && names.Contains(wish) && !string.IsNullOrEmpty(otherwise) && names.Add(otherwise))
        {
            return otherwise;
        }

        if (wish.Length > 0 && names.Add(wish))
        {
            return wish;
        }

        int number = nextNumbers.GetValueOrDefault(wish, 1);
        string name;
        do
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{wish}_{number++}");
        }
        while (!names.Add(name));

        nextNumbers[wish] = number;
        return name;
    }

    /// <summary>
    /// Adds a tensor to a graph's initializers under a fresh name near its own. Where the file is so old that the main graph's
    /// initializers have to be inputs too, it becomes one.
    /// </summary>
    /// <returns>The name it got.</returns>
    public string AddInitializer(GraphProto graph, TensorProto tensor)
    {
        tensor.Name = FreshName(tensor.Name);
        AddNamedInitializer(graph, tensor);
        return tensor.Name;
    }

    /// <summary>The same for a tensor whose name came from <see cref="FreshName"/>.</summary>
    public void AddNamedInitializer(GraphProto graph, TensorProto tensor)
    {
        graph.Initializer.Add(tensor);
        if (model.IrVersion < FirstIrWithPlainInitializers && ReferenceEquals(graph, model.Graph))
        {
            TensorShapeProto shape = new();
            shape.Dim.Add(tensor.Dims.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
            graph.Input.Add(new ValueInfoProto
            {
                Name = tensor.Name,
                Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = tensor.DataType, Shape = shape } },
            });
        }
    }

    /// <summary>A Constant node that holds a tensor.</summary>
    /// <param name="output">The value's name.</param>
    /// <param name="tensor">The tensor; its own name does not matter.</param>
    public static NodeProto Constant(string output, TensorProto tensor) => new()
    {
        OpType = "Constant",
        Output = { output },
        Attribute = { new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = tensor } },
    };

    /// <summary>Lets an input of a node read another value.</summary>
    /// <param name="node">The node.</param>
    /// <param name="index">The input, from 0.</param>
    /// <param name="newName">The value to read.</param>
    public static void ReplaceInput(NodeProto node, int index, string newName) => node.Input[index] = newName;
}
