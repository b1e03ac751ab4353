using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Tests.Onnx;

namespace ShiftEval.Tests.Statistics.Folding;

/// <summary>Models of one convolution <c>c</c> and a ReLU, in each form that the operators have.</summary>
internal sealed record FoldCase(string Name, long[] Input, Func<ModelBuilder, ModelBuilder> Add)
{
    public static IReadOnlyList<FoldCase> All { get; } =
    [
        Conv("conv", [2, 3, 5, 5], [4, 3, 3, 3], 4),
        Conv("conv, 1-d", [2, 3, 9], [4, 3, 3], 4),
        Conv("conv, 3-d", [2, 2, 4, 4, 4], [3, 2, 2, 2, 2], 3),
        Conv("conv, no bias", [2, 3, 5, 5], [4, 3, 3, 3], 0),
        Conv("grouped", [2, 4, 5, 5], [6, 2, 3, 3], 6, Attr.Int("group", 2)),
        Conv("depthwise", [2, 4, 5, 5], [8, 1, 3, 3], 8, Attr.Int("group", 4), Attr.Ints("strides", 2, 2)),
        Conv("transposed", [2, 3, 4, 4], [3, 5, 2, 2], 5, transposed: true, Attr.Ints("strides", 2, 2)),
        Conv("transposed, grouped", [2, 4, 4, 4], [4, 3, 2, 2], 6, transposed: true, Attr.Int("group", 2)),
        Conv("transposed, grouped, 1-d, no bias", [2, 6, 4], [6, 2, 3], 0, transposed: true, Attr.Int("group", 3)),
        Gemm("gemm", [3, 4], [4]),
        Gemm("gemm, transB", [5, 3], [5], Attr.Int("transB", 1)),
        Gemm("gemm, alpha and beta", [3, 4], [1, 4], Attr.Float("alpha", 0.5f), Attr.Float("beta", 2)),
        Gemm("gemm, scalar", [3, 4], [], Attr.Float("beta", -0.5f)),
        Gemm("gemm, one value", [3, 4], [1]),
        Gemm("gemm, a value for each row", [3, 4], [2, 1]),
        Gemm("gemm, a matrix", [3, 4], [2, 4]),
        Gemm("gemm, beta 0", [3, 4], [4], Attr.Float("beta", 0)),
        Gemm("gemm, no bias", [3, 4], null, Attr.Float("beta", 3)),
        Gemm("gemm, no bias, beta 0", [3, 4], null, Attr.Float("beta", 0)),
    ];

    public static TheoryData<string> Names => [.. All.Select(each => each.Name)];

    public static FoldCase Of(string name) => All.Single(each => each.Name == name);

    public OnnxModel Model(long opset = 17) => Add(new ModelBuilder().Input("x", [.. Input.Select(size => (ModelBuilder.Axis)size)]))
        .Node("Relu", ["h"], ["y"])
        .Output("y", [.. Input.Select(_ => (ModelBuilder.Axis)(string?)null)])
        .ToModel(opset);

    private static FoldCase Conv(string name, long[] input, long[] weight, int bias, params AttributeProto[] attributes) =>
        Conv(name, input, weight, bias, transposed: false, attributes);

    private static FoldCase Conv(string name, long[] input, long[] weight, int bias, bool transposed, params AttributeProto[] attributes) =>
        new(name, input, builder => Node(builder, transposed ? "ConvTranspose" : "Conv", weight, bias == 0 ? null : [bias], attributes));

    private static FoldCase Gemm(string name, long[] weight, long[]? bias, params AttributeProto[] attributes)
    {
        bool transposed = attributes.Any(attribute => attribute.Name == "transB");
        return new FoldCase(
            name,
            [2, weight[transposed ? 1 : 0]],
            builder => Node(builder, "Gemm", weight, bias, attributes));
    }

    private static ModelBuilder Node(ModelBuilder builder, string op, long[] weight, long[]? bias, AttributeProto[] attributes)
    {
        builder.Initializer("w", FoldGraphs.Numbers(1, Count(weight)), weight);
        if (bias is not null)
        {
            TensorProto tensor = Tensors.Raw("b", FoldGraphs.Numbers(2, Count(bias)));
            tensor.Dims.Clear();
            tensor.Dims.Add(bias);
            builder.Initializer(tensor);
        }

        return builder.Node(new NodeProto { OpType = op, Name = "c" }, bias is null ? ["x", "w"] : ["x", "w", "b"], ["h"], [.. attributes.Select(attribute => attribute.Clone())]);
    }

    private static int Count(long[] shape) => (int)shape.Aggregate(1L, (count, size) => count * size);
}
