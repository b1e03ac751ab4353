using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Tests.Onnx.Rewrites;

/// <summary>Graphs of opsets 1 to 6 from x to y, with the values that the operators' old versions define, computed here by hand.</summary>
internal static class OpsetUpgradeCases
{
    private static readonly float[] Eight = [1, -2, 3, -4, 5, -6, 7, -8];

    /// <summary>Graphs that have a form at opset 7.</summary>
    public static IReadOnlyDictionary<string, Case> All { get; } = new Dictionary<string, Case>(StringComparer.Ordinal)
    {
        ["Relu in place"] = Same(1, Eight, [.. Eight.Select(x => MathF.Max(x, 0))], g => g.Node("Relu", ["x"], ["y"], Attr.Ints("consumed_inputs", 0))),
        ["Clip"] = Same(1, Eight, [.. Eight.Select(x => Math.Clamp(x, -3, 2))], g => g.Node("Clip", ["x"], ["y"], Attr.Float("min", -3), Attr.Float("max", 2))),
        ["Sum in place"] = Same(1, Eight, [.. Eight.Select(x => 2 * x)], g => g.Node("Sum", ["x", "x"], ["y"], Attr.Ints("consumed_inputs", 0, 0))),
        ["Mean"] = Same(6, Eight, Eight, g => g.Node("Mean", ["x", "x"], ["y"])),
        ["Selu, old defaults"] = Same(
            1, Eight, [.. Eight.Select(x => 1.0507f * (x > 0 ? x : 1.6732f * MathF.Exp(x) - 1.6732f))], g => g.Node("Selu", ["x"], ["y"])),
        ["Add of equal shapes"] = Same(6, Eight, [.. Eight.Select(x => 2 * x)], g => g.Node("Add", ["x", "x"], ["y"])),
        ["Add along an axis"] = Same(6, Eight, [11, 8, 13, 6, 25, 14, 27, 12], g => g
            .Initializer("c", [10, 20]).Node("Add", ["x", "c"], ["y"], Attr.Int("broadcast", 1), Attr.Int("axis", 0))),
        ["Sub along an inner axis"] = Same(6, Eight, [-9, -12, -17, -24, -5, -16, -13, -28], g => g
            .Initializer("c", [10, 20]).Node("Sub", ["x", "c"], ["y"], Attr.Int("broadcast", 1), Attr.Int("axis", 1))),
        ["Mul along the last axes"] = Same(6, Eight, [1, -4, 9, -16, 5, -12, 21, -32], g => g
            .Initializer("c", [1, 2, 3, 4], 2, 2).Node("Mul", ["x", "c"], ["y"], Attr.Int("broadcast", 1))),
        ["Mul along the first axes"] = Same(6, Eight, [1, -2, 6, -8, 15, -18, 28, -32], g => g
            .Initializer("c", [1, 2, 3, 4], 2, 2).Node("Mul", ["x", "c"], ["y"], Attr.Int("broadcast", 1), Attr.Int("axis", 0))),
        ["Div by one number, with an axis"] = Same(1, Eight, [.. Eight.Select(x => x / 2)], g => g
            .Initializer("c", [2], 1, 1).Node("Div", ["x", "c"], ["y"], Attr.Int("broadcast", 1), Attr.Int("axis", 1), Attr.Ints("consumed_inputs", 0, 0))),
        ["Pow"] = Same(6, Eight, [1, 4, 3, 16, 5, 36, 7, 64], g => g
            .Initializer("c", [1, 2]).Node("Pow", ["x", "c"], ["y"], Attr.Int("broadcast", 1))),
        ["Add behind nodes, rank followed"] = Same(6, Eight, [11, 10, 13, 10, 25, 20, 27, 20], g => g
            .Initializer("c", [10, 20]).Node("Relu", ["x"], ["r"]).Node("Add", ["r", "c"], ["y"], Attr.Int("broadcast", 1), Attr.Int("axis", 0))),
        ["PRelu per channel"] = Same(6, Eight, [1, -0.2f, 3, -0.8f, 5, -0.6f, 7, -1.6f], g => g.Initializer("s", [0.1f, 0.2f]).Node("PRelu", ["x", "s"], ["y"])),
        ["PRelu of one slope"] = Same(1, Eight, [1, -1, 3, -2, 5, -3, 7, -4], g => g
            .Initializer("s", [0.5f]).Node("PRelu", ["x", "s"], ["y"], Attr.Ints("consumed_inputs", 0, 0))),
        ["Dropout in inference"] = Same(6, Eight, Eight, g => g.Node("Dropout", ["x"], ["y", "mask"], Attr.Int("is_test", 1), Attr.Float("ratio", 0.9f))),
        ["Dropout that says nothing"] = Same(6, Eight, Eight, g => g.Node("Dropout", ["x"], ["y"])),
        ["Cast by name"] = Same(1, [1.7f, -1.7f, 0, 2], [1, -1, 0, 2], g => g
            .Node("Cast", ["x"], ["i"], Attr.Text("to", "INT32")).Node("Cast", ["i"], ["y"], Attr.Text("to", "FLOAT"))),
        ["BatchNormalization"] = Image(6, [0, 1, 2, 3, 0, 1, 2, 3], [0, 0.8f, 1.6f, 2.4f, 0, 1, 2, 3], g => g
            .Initializer("s", [1, 2]).Initializer("o", [0, 1]).Initializer("m", [0, 1]).Initializer("v", [1.3125f, 3.75f])
            .Node("BatchNormalization", ["x", "s", "o", "m", "v"], ["y"], Attr.Int("is_test", 1), Attr.Float("epsilon", 0.25f))),
        ["BatchNormalization of one output, is_test left out"] = Image(1, [0, 1, 2, 3, 0, 1, 2, 3], [0, 0.8f, 1.6f, 2.4f, 0, 1, 2, 3], g => g
            .Initializer("s", [1, 2]).Initializer("o", [0, 1]).Initializer("m", [0, 1]).Initializer("v", [1.3125f, 3.75f])
            .Node("BatchNormalization", ["x", "s", "o", "m", "v"], ["y"], Attr.Ints("consumed_inputs", 0, 0, 0, 1, 1), Attr.Float("epsilon", 0.25f))),
        ["InstanceNormalization"] = Image(1, [0, 2, 0, 2, 0, 2, 0, 2], [-0.8f, 0.8f, -0.8f, 0.8f, -1, 3, -1, 3], g => g
            .Initializer("s", [1, 2.5f]).Initializer("o", [0, 1])
            .Node("InstanceNormalization", ["x", "s", "o"], ["y"], Attr.Float("epsilon", 0.5625f), Attr.Ints("consumed_inputs", 0, 0, 0))),
        ["Reshape"] = new(1, [2, 2, 2], Eight, [4, 2], Eight, g => g.Node("Reshape", ["x"], ["y"], Attr.Ints("shape", -1, 2))),
        ["Reshape of opset 5"] = new(5, [2, 2, 2], Eight, [4, 2], Eight, g => g.Int64Initializer("t", 4, 2).Node("Reshape", ["x", "t"], ["y"])),
        ["Concat by default"] = new(1, [2, 1, 2], [1, 2, 3, 4], [2, 2, 2], [1, 2, 1, 2, 3, 4, 3, 4], g => g.Node("Concat", ["x", "x"], ["y"])),
        ["Pad"] = new(1, [1, 2], [1, 2], [1, 5], [0, 1, 2, 0, 0], g => g.Node("Pad", ["x"], ["y"], Attr.Ints("paddings", 0, 1, 0, 2))),
        ["Split by an input"] = new(1, [1, 3], [1, 2, 3], [1, 2], [2, 3], g => g
            .Initializer("sizes", [1, 2]).Node("Split", ["x", "sizes"], ["first", "y"], Attr.Int("axis", 1))),
        ["Split by an attribute"] = new(2, [3], [1, 2, 3], [2], [2, 3], g => g.Node("Split", ["x"], ["first", "y"], Attr.Ints("split", 1, 2))),
        ["Tile along an axis"] = new(1, [2, 2], [1, 2, 3, 4], [2, 4], [1, 2, 1, 2, 3, 4, 3, 4], g => g
            .Initializer("tiles", [2]).Initializer("axis", [1]).Node("Tile", ["x", "tiles", "axis"], ["y"])),
        ["Tile of opset 6"] = new(6, [1, 2], [1, 2], [2, 2], [1, 2, 1, 2], g => g.Int64Initializer("r", 2, 1).Node("Tile", ["x", "r"], ["y"])),
        ["Upsample"] = new(1, [1, 1, 1, 2], [1, 2], [1, 1, 2, 4], [1, 1, 2, 2, 1, 1, 2, 2], g => g
            .Node("Upsample", ["x"], ["y"], Attr.Float("height_scale", 2), Attr.Float("width_scale", 2))),
        ["Gemm with a row"] = new(6, [2, 2], [1, 2, 3, 4], [2, 2], [11, 22, 13, 24], g => g
            .Initializer("b", [1, 0, 0, 1], 2, 2).Initializer("c", [10, 20]).Node("Gemm", ["x", "b", "c"], ["y"], Attr.Int("broadcast", 1))),
        ["LpPool"] = new(1, [1, 1, 1, 2], [3, 4], [1, 1, 1, 1], [5], g => g
            .Node("LpPool", ["x"], ["y"], Attr.Float("p", 2), Attr.Ints("kernel_shape", 1, 2))),
        ["GlobalLpPool"] = new(1, [1, 1, 1, 2], [3, 4], [1, 1, 1, 1], [7], g => g.Node("GlobalLpPool", ["x"], ["y"], Attr.Float("p", 1))),
        ["AveragePool without the padding"] = new(1, [1, 1, 1, 2], [3, 4], [1, 1, 1, 2], [3, 3.5f], g => g
            .Node("AveragePool", ["x"], ["y"], Attr.Ints("kernel_shape", 1, 2), Attr.Ints("pads", 0, 1, 0, 0))),
        ["Conv and a bias along the channels"] = new(6, [1, 1, 2, 2], [1, 2, 3, 4], [1, 2, 2, 2], [11, 12, 13, 14, 22, 24, 26, 28], g => g
            .Initializer("w", [1, 2], 2, 1, 1, 1).Initializer("c", [10, 20])
            .Node("Conv", ["x", "w"], ["h"]).Node("Add", ["h", "c"], ["y"], Attr.Int("broadcast", 1), Attr.Int("axis", 1))),
    };

    /// <summary>Graphs that have none, with part of the message.</summary>
    public static IReadOnlyDictionary<string, (OnnxModel Model, string Message)> Refused { get; } =
        new Dictionary<string, (OnnxModel Model, string Message)>(StringComparer.Ordinal)
        {
            ["unknown operator"] = (Model(6, g => g.Node("ImageScaler", ["x"], ["y"])), "ImageScaler of opset 6 has no known form at opset 7"),
            ["recurrent"] = (Model(6, g => g.Node("GRU", ["x"], ["y"])), "GRU of opset 6 has no known form"),
            ["younger operator"] = (Model(6, g => g.Node("HardSwish", ["x"], ["y"])), "HardSwish of opset 6 has no known form"),
            ["Dropout in training"] = (Model(6, g => g.Node("Dropout", ["x"], ["y", "mask"])), "Dropout of opset 6 is in training mode"),
            ["Dropout marked as training"] = (Model(6, g => g.Node("Dropout", ["x"], ["y"], Attr.Int("is_test", 0))), "bring it into inference mode first"),
            ["Dropout mask read"] = (
                Model(6, g => g.Node("Dropout", ["x"], ["d", "mask"], Attr.Int("is_test", 1)).Node("Not", ["mask"], ["y"])),
                "its output mask has no value, yet node y (Not) reads it"),
            ["BatchNormalization's mean read"] = (
                Model(6, g => g.Node("BatchNormalization", ["x", "x", "x", "x", "x"], ["n", "y"], Attr.Int("is_test", 1))),
                "its output y has no value, yet whoever runs the model reads it"),
            ["Reshape without shape"] = (Model(1, g => g.Node("Reshape", ["x"], ["y"])), "Reshape of opset 1 states no shape"),
            ["Split without axis"] = (Model(1, g => g.Node("Split", ["x"], ["y"])), "Split of opset 1 states no axis"),
            ["Split by a computed value"] = (Model(1, g => g.Node("Split", ["x", "x"], ["y"], Attr.Int("axis", 0))), "that the file does not fix"),
            ["Tile by a computed value"] = (Model(1, g => g.Node("Tile", ["x", "x", "x"], ["y"])), "that the file does not fix"),
            ["Cast to nothing known"] = (Model(1, g => g.Node("Cast", ["x"], ["y"], Attr.Text("to", "FLOAT7"))), "casts to the unknown type 'FLOAT7'"),
            ["Cast to a number"] = (Model(1, g => g.Node("Cast", ["x"], ["y"], Attr.Text("to", "1"))), "casts to the unknown type '1'"),
            ["LpPool with a fractional norm"] = (
                Model(1, g => g.Node("LpPool", ["x"], ["y"], Attr.Float("p", 1.5f), Attr.Ints("kernel_shape", 1))), "fractional exponent"),
            ["LpPool without kernel"] = (Model(1, g => g.Node("LpPool", ["x"], ["y"])), "states no kernel_shape"),
            ["Upsample without scales"] = (Model(1, g => g.Node("Upsample", ["x"], ["y"])), "states no height_scale and width_scale"),
            ["broadcast past the end"] = (
                Model(6, g => g.Initializer("c", [1, 2]).Node("Add", ["x", "c"], ["y"], Attr.Int("broadcast", 1), Attr.Int("axis", 3))),
                "broadcasts 1 axes from axis 3 on of an input that has 3"),
            ["broadcast from behind"] = (
                Model(6, g => g.Initializer("c", [1, 2]).Node("Add", ["x", "c"], ["y"], Attr.Int("broadcast", 1), Attr.Int("axis", -1))),
                "broadcasts 1 axes from axis -1 on"),
            ["broadcast of unknown rank"] = (
                Model(6, g => g.Initializer("c", [1, 2])
                    .Node(new NodeProto { OpType = "F", Domain = "com.example" }, ["x"], ["f"])
                    .Node("Add", ["f", "c"], ["y"], Attr.Int("broadcast", 1), Attr.Int("axis", 0))),
                "along an axis of a first input of unknown rank"),
            ["slope of unknown size"] = (
                Model(6, g => g.Node(new NodeProto { OpType = "F", Domain = "com.example" }, ["x"], ["f"]).Node("PRelu", ["x", "f"], ["y"])),
                "has a slope of unknown size"),
        };

    private static Case Same(long opset, float[] x, float[] y, Func<ModelBuilder, ModelBuilder> nodes)
    {
        long[] shape = x.Length == 8 ? [2, 2, 2] : [x.Length];
        return new Case(opset, shape, x, shape, y, nodes);
    }

    private static Case Image(long opset, float[] x, float[] y, Func<ModelBuilder, ModelBuilder> nodes) =>
        new(opset, [1, 2, 2, 2], x, [1, 2, 2, 2], y, nodes);

    private static OnnxModel Model(long opset, Func<ModelBuilder, ModelBuilder> nodes) => new Case(opset, [2, 2, 2], Eight, [2, 2, 2], Eight, nodes).Model;

    /// <summary>One graph.</summary>
    internal sealed record Case(long Opset, long[] Shape, float[] X, long[] ExpectedShape, float[] Expected, Func<ModelBuilder, ModelBuilder> Nodes)
    {
        public OnnxModel Model { get; } = Nodes(new ModelBuilder().Input("x", DataType.Float, [.. Shape.Select(size => (ModelBuilder.Axis)size)]))
            .Output("y", DataType.Float, [.. ExpectedShape.Select(size => (ModelBuilder.Axis)size)])
            .ToModel(Opset, irVersion: 4);
    }
}
