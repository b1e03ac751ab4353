using Google.Protobuf;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx;

/// <summary>
/// Builds small ONNX graphs in code: inputs, initializers, nodes, outputs, in any order. The same builder makes the main graph
/// (<see cref="ToModel"/>), a subgraph (<see cref="ToGraph"/>, given to <see cref="Attr.Graph"/>) or a function's body.
/// </summary>
/// <example>
/// <code>
/// OnnxModel model = new ModelBuilder()
///     .Input("x", "N", 2, 8, 8)
///     .Initializer("mean", [0.5f, 1f])
///     .Node("Add", ["x", "mean"], ["y"])
///     .Output("y", "N", 2, 8, 8)
///     .ToModel(opset: 17);
/// </code>
/// </example>
internal sealed class ModelBuilder
{
    private readonly GraphProto graph = new();
    private readonly List<FunctionProto> functions = [];
    private readonly List<(string Domain, long Version)> imports = [];
    private readonly List<(string Key, string Value)> metadata = [];

    public ModelBuilder(string name = "graph")
    {
        graph.Name = name;
    }

    /// <summary>Adds a float32 input; an axis is a number or a name.</summary>
    public ModelBuilder Input(string name, params Axis[] shape) => Input(name, TensorProto.Types.DataType.Float, shape);

    public ModelBuilder Input(string name, TensorProto.Types.DataType type, params Axis[] shape)
    {
        graph.Input.Add(Value(name, type, shape));
        return this;
    }

    /// <summary>Adds a float32 output; without axes its shape has rank 0, as for a scalar.</summary>
    public ModelBuilder Output(string name, params Axis[] shape) => Output(name, TensorProto.Types.DataType.Float, shape);

    public ModelBuilder Output(string name, TensorProto.Types.DataType type, params Axis[] shape)
    {
        graph.Output.Add(Value(name, type, shape));
        return this;
    }

    /// <summary>Adds a float32 initializer in raw storage; without dimensions it is a vector.</summary>
    public ModelBuilder Initializer(string name, float[] values, params long[] dims) =>
        Initializer(Tensors.Raw(name, values, dims));

    /// <summary>Adds an int64 vector in raw storage.</summary>
    public ModelBuilder Int64Initializer(string name, params long[] values) => Initializer(Tensors.Raw(name, values));

    public ModelBuilder Initializer(TensorProto tensor)
    {
        graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>Lists an initializer as a graph input too, as files before IR 4 do.</summary>
    public ModelBuilder InitializerAlsoInput(string name, float[] values)
    {
        graph.Input.Add(Value(name, TensorProto.Types.DataType.Float, [values.Length]));
        return Initializer(name, values);
    }

    /// <summary>Adds a node of the standard operators, without a name.</summary>
    public ModelBuilder Node(string op, string[] inputs, string[] outputs, params AttributeProto[] attributes) =>
        Node(new NodeProto { OpType = op }, inputs, outputs, attributes);

    /// <summary>Adds a node whose name, domain or other fields are set by the caller.</summary>
    public ModelBuilder Node(NodeProto node, string[] inputs, string[] outputs, params AttributeProto[] attributes)
    {
        node.Input.Add(inputs);
        node.Output.Add(outputs);
        node.Attribute.Add(attributes);
        graph.Node.Add(node);
        return this;
    }

    /// <summary>Adds a Constant node that holds a tensor.</summary>
    public ModelBuilder Constant(string output, float[] values) =>
        Node("Constant", [], [output], Attr.Tensor("value", Tensors.Raw("", values)));

    /// <summary>Adds a model-local function and imports its domain; <paramref name="body"/> gives the nodes.</summary>
    public ModelBuilder Function(string domain, string name, string[] inputs, string[] outputs, ModelBuilder body)
    {
        FunctionProto function = new() { Domain = domain, Name = name };
        function.Input.Add(inputs);
        function.Output.Add(outputs);
        function.Node.Add(body.graph.Node);
        function.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });
        functions.Add(function);
        return Import(domain, 1);
    }

    public ModelBuilder Import(string domain, long version)
    {
        imports.Add((domain, version));
        return this;
    }

    public ModelBuilder Metadata(string key, string value)
    {
        metadata.Add((key, value));
        return this;
    }

    public GraphProto ToGraph() => graph.Clone();

    public ModelProto ToProto(long opset = 17, long irVersion = 8)
    {
        ModelProto model = new() { IrVersion = irVersion, ProducerName = "tests", Graph = ToGraph() };
        if (opset > 0)
        {
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        }

        model.OpsetImport.Add(imports.Select(import => new OperatorSetIdProto { Domain = import.Domain, Version = import.Version }));
        model.MetadataProps.Add(metadata.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        model.Functions.Add(functions.Select(function => function.Clone()));
        return model;
    }

    public byte[] ToBytes(long opset = 17, long irVersion = 8) => ToProto(opset, irVersion).ToByteArray();

    /// <summary>The model as it would be read from a file named model.onnx in <paramref name="folder"/>.</summary>
    public OnnxModel ToModel(long opset = 17, long irVersion = 8, string? folder = null) =>
        OnnxModel.Parse(ToBytes(opset, irVersion), "model.onnx", folder);

    private static ValueInfoProto Value(string name, TensorProto.Types.DataType type, Axis[] shape)
    {
        TypeProto.Types.Tensor tensor = new() { ElemType = (int)type, Shape = new TensorShapeProto() };
        tensor.Shape.Dim.Add(shape.Select(axis => axis.ToProto()));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    /// <summary>An axis given as a number, a name, or null for unknown.</summary>
    internal readonly record struct Axis(long? Value, string? Symbol)
    {
        public static implicit operator Axis(long value) => new(value, null);

        public static implicit operator Axis(string? symbol) => new(null, symbol);

        public TensorShapeProto.Types.Dimension ToProto()
        {
            TensorShapeProto.Types.Dimension dimension = new();
            if (Value is { } value)
            {
                dimension.DimValue = value;
            }
            else if (Symbol is not null)
            {
                dimension.DimParam = Symbol;
            }

            return dimension;
        }
    }
}
