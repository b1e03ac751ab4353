using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx.Rewrites;

/// <summary>Small graphs whose input x is [b, 3, 4, 4], some that keep samples apart and some that do not.</summary>
internal static class FreeBatchGraphs
{
    public static readonly long[] Sample = [3, 4, 4];

    private static readonly float[] Ramp = [.. Enumerable.Range(0, 480).Select(i => MathF.Sin(i * 0.7f))];

    /// <summary>Graphs for any fixed batch that can be freed.</summary>
    public static IReadOnlyDictionary<string, Func<int, OnnxModel>> Positive { get; } = new Dictionary<string, Func<int, OnnxModel>>(StringComparer.Ordinal)
    {
        ["elementwise"] = b => Model(b, g => g
            .Node("Relu", ["x"], ["a"]).Node("HardSwish", ["a"], ["b"]).Node("Sigmoid", ["b"], ["c"]).Node("Identity", ["c"], ["y"])),
        ["clip with bounds"] = b => Model(b, g => g
            .Initializer(Tensors.Scalar("lo", 0)).Initializer(Tensors.Scalar("hi", 0.5f)).Node("Clip", ["x", "lo", "hi"], ["y"])),
        ["constant per channel"] = b => Model(b, g => g.Initializer("c", [1, 2, 3], 3, 1, 1).Node("Add", ["x", "c"], ["y"])),
        ["constant of full rank"] = b => Model(b, g => g.Initializer("c", [1, 2, 3], 1, 3, 1, 1).Node("Mul", ["c", "x"], ["y"])),
        ["constant made by nodes"] = b => Model(b, g => g
            .Initializer("c", [1, 2, 3], 3).Int64Initializer("axes", 0, 2, 3).Node("Unsqueeze", ["c", "axes"], ["u"]).Node("Sub", ["x", "u"], ["y"])),
        ["two batched"] = b => Model(b, g => g.Node("Exp", ["x"], ["e"]).Node("Max", ["x", "e"], ["y"])),
        ["PRelu"] = b => Model(b, g => g.Initializer("s", [0.1f, 0.2f, 0.3f], 3, 1, 1).Node("PRelu", ["x", "s"], ["y"])),
        ["Where"] = b => Model(b, g => g
            .Initializer(Tensors.Scalar("z", 0)).Node("Greater", ["x", "z"], ["m"]).Node("Where", ["m", "x", "z"], ["y"])),
        ["Conv, BatchNormalization, pools"] = b => Model(b, g => g
            .Initializer("w", Ramp[..54], 2, 3, 3, 3)
            .Initializer("s", [1, 2]).Initializer("o", [0, 1]).Initializer("m", [0.1f, 0.2f]).Initializer("v", [1, 4])
            .Node("Conv", ["x", "w"], ["c"], Attr.Ints("pads", 1, 1, 1, 1))
            .Node("BatchNormalization", ["c", "s", "o", "m", "v"], ["n"])
            .Node("MaxPool", ["n"], ["p"], Attr.Ints("kernel_shape", 2, 2))
            .Node("GlobalAveragePool", ["p"], ["g"])
            .Node("Flatten", ["g"], ["y"])),
        ["ConvTranspose"] = b => Model(b, g => g.Initializer("w", Ramp[..24], 3, 2, 2, 2).Node("ConvTranspose", ["x", "w"], ["y"])),
        ["AveragePool"] = b => Model(b, g => g.Node("AveragePool", ["x"], ["y"], Attr.Ints("kernel_shape", 2, 2), Attr.Ints("pads", 1, 1, 0, 0))),
        ["LRN"] = b => Model(b, g => g.Node("LRN", ["x"], ["y"], Attr.Int("size", 3))),
        ["InstanceNormalization"] = b => Model(b, g => g
            .Initializer("s", [1, 2, 3]).Initializer("o", [0, 1, 2]).Node("InstanceNormalization", ["x", "s", "o"], ["y"])),
        ["LayerNormalization"] = b => Model(b, g => g.Initializer("s", [1, 2, 3, 4]).Node("LayerNormalization", ["x", "s"], ["y"])),
        ["Flatten, Gemm"] = b => Model(b, g => g
            .Initializer("w", Ramp[..240], 5, 48).Initializer("o", Ramp[..5])
            .Node("Flatten", ["x"], ["f"]).Node("Gemm", ["f", "w", "o"], ["y"], Attr.Int("transB", 1))),
        ["Gemm with a row"] = b => Model(b, g => g
            .Initializer("w", Ramp[..240], 48, 5).Initializer("o", Ramp[..5], 1, 5).Node("Flatten", ["x"], ["f"]).Node("Gemm", ["f", "w", "o"], ["y"])),
        ["Flatten behind axes of 1"] = b => Model(b, g => g
            .Int64Initializer("axes", 1, 2).Node("Unsqueeze", ["x", "axes"], ["u"]).Node("Flatten", ["u"], ["y"], Attr.Int("axis", 3))),
        ["MatMul by a matrix"] = b => Model(b, g => g.Initializer("w", Ramp[..8], 4, 2).Node("MatMul", ["x", "w"], ["y"])),
        ["matrix by batch"] = b => Model(b, g => g.Initializer("w", Ramp[..8], 2, 4).Node("MatMul", ["w", "x"], ["y"])),
        ["stack by batch"] = b => Model(b, g => g.Initializer("w", Ramp[..24], 3, 2, 4).Node("MatMul", ["w", "x"], ["y"])),
        ["samples by themselves"] = b => Model(b, g => g
            .Node("Transpose", ["x"], ["t"], Attr.Ints("perm", 0, 1, 3, 2)).Node("MatMul", ["x", "t"], ["y"])),
        ["Softmax, last axis"] = b => Model(b, g => g.Node("Softmax", ["x"], ["y"])),
        ["Softmax of opset 12"] = b => Model(b, g => g.Node("Softmax", ["x"], ["y"], Attr.Int("axis", 2)), opset: 12),
        ["LogSoftmax of opset 12, default"] = b => Model(b, g => g.Node("LogSoftmax", ["x"], ["y"]), opset: 12),
        ["Split, Concat"] = b => Model(b, g => g
            .Int64Initializer("sizes", 1, 2)
            .Node("Split", ["x", "sizes"], ["p", "q"], Attr.Int("axis", 1)).Node("Concat", ["q", "p"], ["y"], Attr.Int("axis", -3))),
        ["Slice"] = b => Model(b, g => g
            .Int64Initializer("from", 1, 0).Int64Initializer("to", 3, 2).Int64Initializer("axes", 2, -1).Node("Slice", ["x", "from", "to", "axes"], ["y"])),
        ["Slice, whole batch"] = b => Model(b, g => g
            .Int64Initializer("from", 0, 1).Int64Initializer("to", long.MaxValue, 3).Node("Slice", ["x", "from", "to"], ["y"])),
        ["Slice of opset 9"] = b => Model(b, g => g.Node("Slice", ["x"], ["y"], Attr.Ints("axes", 1), Attr.Ints("starts", 1), Attr.Ints("ends", 3)), opset: 9),
        ["Gather"] = b => Model(b, g => g.Int64Initializer("i", 2, 0).Node("Gather", ["x", "i"], ["y"], Attr.Int("axis", 1))),
        ["Squeeze, Unsqueeze"] = b => Model(b, g => g
            .Int64Initializer("last", -1, -2).Int64Initializer("second", 1)
            .Node("GlobalMaxPool", ["x"], ["g"]).Node("Squeeze", ["g", "last"], ["s"]).Node("Unsqueeze", ["s", "second"], ["y"])),
        ["Squeeze of opset 12"] = b => Model(b, g => g
            .Node("GlobalMaxPool", ["x"], ["g"]).Node("Squeeze", ["g"], ["y"], Attr.Ints("axes", 2, 3)), opset: 12),
        ["Transpose"] = b => Model(b, g => g.Node("Transpose", ["x"], ["y"], Attr.Ints("perm", 0, 3, 1, 2))),
        ["ReduceMean"] = b => Model(b, g => g.Node("ReduceMean", ["x"], ["y"], Attr.Ints("axes", 2, -1), Attr.Int("keepdims", 0))),
        ["ReduceMean of opset 18"] = b => Model(b, g => g.Int64Initializer("axes", -1, -2).Node("ReduceMean", ["x", "axes"], ["y"]), opset: 18),
        ["ReduceSum"] = b => Model(b, g => g.Int64Initializer("axes", 1).Node("ReduceSum", ["x", "axes"], ["y"])),
        ["Pad"] = b => Model(b, g => g.Int64Initializer("pads", 0, 0, 1, 1, 0, 0, 1, 2).Node("Pad", ["x", "pads"], ["y"])),
        ["Pad of opset 10"] = b => Model(b, g => g.Node("Pad", ["x"], ["y"], Attr.Ints("pads", 0, 1, 0, 0, 0, 0, 0, 0)), opset: 10),
        ["Resize"] = b => Model(b, g => g.Initializer("scales", [1, 1, 2, 1.5f]).Node("Resize", ["x", "", "scales"], ["y"])),
        ["Upsample"] = b => Model(b, g => g.Initializer("scales", [1, 1, 2, 2]).Node("Upsample", ["x", "scales"], ["y"]), opset: 9),
        ["Tile"] = b => Model(b, g => g.Int64Initializer("repeats", 1, 2, 1, 1).Node("Tile", ["x", "repeats"], ["y"])),
        ["Expand"] = b => Model(b, g => g
            .Int64Initializer("shape", b, 3, 4, 4).Node("GlobalMaxPool", ["x"], ["g"]).Node("Expand", ["g", "shape"], ["y"])),
        ["Dropout"] = b => Model(b, g => g.Node("Dropout", ["x"], ["y"])),
        ["Cast"] = b => Model(b, g => g.Node("Cast", ["x"], ["d"], Attr.Int("to", 11)).Node("Cast", ["d"], ["y"], Attr.Int("to", 1))),
        ["Reshape, batch stated"] = b => Model(b, g => g.Int64Initializer("t", b, 48).Node("Reshape", ["x", "t"], ["y"])),
        ["Reshape, rest inferred"] = b => Model(b, g => g.Int64Initializer("t", b, -1).Node("Reshape", ["x", "t"], ["y"])),
        ["Reshape, batch inferred"] = b => Model(b, g => g.Int64Initializer("t", -1, 3, 16).Node("Reshape", ["x", "t"], ["y"])),
        ["Reshape, batch copied"] = b => Model(b, g => g.Int64Initializer("t", 0, 0, -1).Node("Reshape", ["x", "t"], ["y"])),
        ["Reshape, zero allowed"] = b => Model(b, g => g.Int64Initializer("t", b, 3, -1).Node("Reshape", ["x", "t"], ["y"], Attr.Int("allowzero", 1))),
        ["Reshape, target through Identity"] = b => Model(b, g => g
            .Int64Initializer("t", b, 48).Node("Identity", ["t"], ["u"]).Node("Reshape", ["x", "u"], ["y"])),
        ["Reshape, target computed"] = b => Model(b, g => g
            .Int64Initializer("p", b).Int64Initializer("q", 12, 4).Node("Concat", ["p", "q"], ["t"], Attr.Int("axis", 0)).Node("Reshape", ["x", "t"], ["y"])),
        ["Reshape, batch read off"] = b => Model(b, g => g
            .Initializer(Tensors.Int64Scalar("zero", 0)).Int64Initializer("front", 0).Int64Initializer("rest", -1)
            .Node("Shape", ["x"], ["s"]).Node("Gather", ["s", "zero"], ["n"]).Node("Unsqueeze", ["n", "front"], ["u"])
            .Node("Concat", ["u", "rest"], ["t"], Attr.Int("axis", 0)).Node("Reshape", ["x", "t"], ["y"])),
        ["Reshape, batch and channels read off"] = b => Model(b, g => g
            .Int64Initializer("from", 0).Int64Initializer("to", -2).Int64Initializer("rest", 16)
            .Node("Shape", ["x"], ["s"]).Node("Slice", ["s", "from", "to"], ["n"]).Node("Cast", ["n"], ["i"], Attr.Int("to", 6)).Node("Cast", ["i"], ["j"], Attr.Int("to", 7))
            .Node("Concat", ["j", "rest"], ["t"], Attr.Int("axis", 0)).Node("Reshape", ["x", "t"], ["y"])),
        ["sizes without the batch"] = b => Model(b, g => g
            .Int64Initializer("one", -1).Node("Shape", ["x"], ["s"], Attr.Int("start", 1)).Node("ReduceProd", ["s"], ["p"])
            .Node("Concat", ["one", "p"], ["t"], Attr.Int("axis", 0)).Node("Reshape", ["x", "t"], ["y"])),
        ["channel shuffle"] = b => Model(b, g => g
            .Int64Initializer("split", b, 2, 24).Int64Initializer("join", b, 3, 4, 4)
            .Node("Reshape", ["x", "split"], ["s"]).Node("Transpose", ["s"], ["t"], Attr.Ints("perm", 0, 2, 1)).Node("Reshape", ["t", "join"], ["y"])),
        ["quantized"] = b => Model(b, g => g
            .Initializer(Tensors.Raw("s", [0.1f])).Initializer(Tensors.Raw("z", new byte[] { 128 }))
            .Node("QuantizeLinear", ["x", "s", "z"], ["q"]).Node("DequantizeLinear", ["q", "s", "z"], ["y"])),
    };

    /// <summary>Graphs that have to be refused, at the batches where they run.</summary>
    public static IReadOnlyDictionary<string, Refused> Negative { get; } = new Dictionary<string, Refused>(StringComparer.Ordinal)
    {
        ["Reshape mixing samples"] = new("mixes samples", b => Model(b, g => g.Int64Initializer("t", 3, -1).Node("Reshape", ["x", "t"], ["y"]))),
        ["Reshape to one row"] = new("mixes samples", b => Model(b, g => g.Int64Initializer("t", 1, -1).Node("Reshape", ["x", "t"], ["y"])), 5),
        ["Reshape to a vector"] = new("mixes samples", b => Model(b, g => g.Int64Initializer("t", -1).Node("Reshape", ["x", "t"], ["y"]))),
        ["ReduceMean over the batch"] = new("along the batch axis", b => Model(b, g => g.Node("ReduceMean", ["x"], ["y"], Attr.Ints("axes", 0)))),
        ["ReduceMean over the batch, from behind"] = new("along the batch axis", b => Model(b, g => g.Node("ReduceMean", ["x"], ["y"], Attr.Ints("axes", -4, 2)))),
        ["ReduceMean over all"] = new("reduces all axes", b => Model(b, g => g.Node("ReduceMean", ["x"], ["y"]))),
        ["Transpose"] = new("moves the batch axis", b => Model(b, g => g.Node("Transpose", ["x"], ["y"], Attr.Ints("perm", 1, 0, 2, 3)))),
        ["Transpose without perm"] = new("moves the batch axis", b => Model(b, g => g.Node("Transpose", ["x"], ["y"]))),
        ["Squeeze without axes"] = new("squeezes every axis", b => Model(b, g => g.Node("GlobalMaxPool", ["x"], ["g"]).Node("Squeeze", ["g"], ["y"]))),
        ["Squeeze of the batch"] = new("along the batch axis", b => Model(b, g => g.Int64Initializer("axes", 0).Node("Squeeze", ["x", "axes"], ["y"])), 1),
        ["Unsqueeze in front"] = new("along the batch axis", b => Model(b, g => g.Int64Initializer("axes", -5).Node("Unsqueeze", ["x", "axes"], ["y"]))),
        ["constant for each place"] = new("one for each place", b => Model(b, g => g.Initializer("c", Ramp[..b], b, 1, 1, 1).Node("Add", ["x", "c"], ["y"])), 5),
        ["constant of larger rank"] = new("inner axis", b => Model(b, g => g.Initializer("c", [1], 1, 1, 1, 1, 1).Node("Add", ["x", "c"], ["y"]))),
        ["batches of different rank"] = new("inner axis", b => Model(b, g => g
            .Int64Initializer("axes", 1).Node("Unsqueeze", ["x", "axes"], ["u"]).Node("Add", ["x", "u"], ["y"]))),
        ["samples by samples"] = new("samples with each other", b => Model(b, g => g
            .Initializer("w", Ramp[..(48 * b)], 48, b).Node("Flatten", ["x"], ["f"]).Node("MatMul", ["f", "w"], ["m"]).Node("MatMul", ["m", "f"], ["y"]))),
        ["constant by samples"] = new("sums over the batch", b => Model(b, g => g
            .Initializer("w", Ramp[..(b * b)], b, b).Node("Flatten", ["x"], ["f"]).Node("MatMul", ["w", "f"], ["y"]))),
        ["a matrix for each place"] = new("another matrix", b => Model(b, g => g.Initializer("w", Ramp[..(4 * b)], b, 1, 4, 1).Node("MatMul", ["x", "w"], ["y"])), 5),
        ["Gemm transA"] = new("sums over it", b => Model(b, g => g
            .Initializer("w", Ramp[..(2 * b)], b, 2).Node("Flatten", ["x"], ["f"]).Node("Gemm", ["f", "w"], ["y"], Attr.Int("transA", 1)))),
        ["Gemm, batch as B"] = new("reads the batch", b => Model(b, g => g
            .Initializer("w", Ramp[..(2 * b)], 2, b).Node("Flatten", ["x"], ["f"]).Node("Gemm", ["w", "f"], ["y"]))),
        ["Gemm, offset for each place"] = new("to each place", b => Model(b, g => g
            .Initializer("w", Ramp[..96], 48, 2).Initializer("o", Ramp[..(2 * b)], b, 2).Node("Flatten", ["x"], ["f"]).Node("Gemm", ["f", "w", "o"], ["y"])), 5),
        ["Concat along the batch"] = new("along the batch axis", b => Model(b, g => g.Node("Concat", ["x", "x"], ["y"], Attr.Int("axis", 0)))),
        ["Concat with a constant"] = new("its own number of samples", b => Model(b, g => g
            .Initializer("c", Ramp[..(16 * b)], b, 1, 4, 4).Node("Concat", ["x", "c"], ["y"], Attr.Int("axis", 1)))),
        ["Split of the batch"] = new("along the batch axis", b => Model(b, g => g.Int64Initializer("s", b).Node("Split", ["x", "s"], ["y"]))),
        ["Slice of the batch"] = new("along the batch axis", b => Model(b, g => g
            .Int64Initializer("from", 0).Int64Initializer("to", 1).Node("Slice", ["x", "from", "to"], ["y"]))),
        ["Slice backwards"] = new("along the batch axis", b => Model(b, g => g
            .Int64Initializer("from", -1).Int64Initializer("to", long.MinValue).Int64Initializer("axes", 0).Int64Initializer("step", -1)
            .Node("Slice", ["x", "from", "to", "axes", "step"], ["y"]))),
        ["Gather from the batch"] = new("along the batch axis", b => Model(b, g => g.Int64Initializer("i", 0).Node("Gather", ["x", "i"], ["y"]))),
        ["Softmax over the batch"] = new("along the batch axis", b => Model(b, g => g.Node("Softmax", ["x"], ["y"], Attr.Int("axis", 0)))),
        ["Softmax of opset 12 over all"] = new("along the batch axis", b => Model(b, g => g.Node("Softmax", ["x"], ["y"], Attr.Int("axis", 0)), opset: 12)),
        ["Flatten of all"] = new("mixes the batch axis", b => Model(b, g => g.Node("Flatten", ["x"], ["y"], Attr.Int("axis", 0)))),
        ["Flatten behind the channels"] = new("mixes the batch axis", b => Model(b, g => g.Node("Flatten", ["x"], ["y"], Attr.Int("axis", 2)))),
        ["Pad of the batch"] = new("along the batch axis", b => Model(b, g => g.Int64Initializer("pads", 0, 0, 0, 0, 1, 0, 0, 0).Node("Pad", ["x", "pads"], ["y"]))),
        ["Resize to stated sizes"] = new("states the output's size", b => Model(b, g => g.Int64Initializer("s", b, 3, 8, 8).Node("Resize", ["x", "", "", "s"], ["y"]))),
        ["Resize of the batch"] = new("size of the batch axis", b => Model(b, g => g.Initializer("s", [2, 1, 1, 1]).Node("Resize", ["x", "", "s"], ["y"]))),
        ["Tile of the batch"] = new("size of the batch axis", b => Model(b, g => g.Int64Initializer("r", 2, 1, 1, 1).Node("Tile", ["x", "r"], ["y"]))),
        ["Expand of the batch"] = new("repeats samples", b => Model(b, g => g.Int64Initializer("s", 7, 3, 4, 4).Node("Expand", ["x", "s"], ["y"])), 1),
        ["MaxPool with indices"] = new("count through", b => Model(b, g => g.Node("MaxPool", ["x"], ["y", "i"], Attr.Ints("kernel_shape", 2, 2)))),
        ["MeanVarianceNormalization"] = new("along the batch axis", b => Model(b, g => g.Node("MeanVarianceNormalization", ["x"], ["y"]))),
        ["ArgMax over the batch"] = new("along the batch axis", b => Model(b, g => g.Node("ArgMax", ["x"], ["y"]))),
        ["CumSum over the batch"] = new("along the batch axis", b => Model(b, g => g.Int64Initializer("a", 0).Node("CumSum", ["x", "a"], ["y"]))),
        ["sum of values and batch size"] = new("calculates with the size", b => Model(b, g => g
            .Int64Initializer("i", 0).Node("Shape", ["x"], ["s"]).Node("Gather", ["s", "i"], ["n"]).Node("Cast", ["n"], ["f"], Attr.Int("to", 1)).Node("Add", ["x", "f"], ["y"]))),
        ["product of sizes"] = new("calculates with the size", b => Model(b, g => g.Node("Shape", ["x"], ["s"]).Node("ReduceProd", ["s"], ["p"]).Node("Reshape", ["x", "p"], ["y"]))),
        ["batch size behind"] = new("elsewhere than in front", b => Model(b, g => g
            .Int64Initializer("i", 0).Int64Initializer("rest", 1, -1).Node("Shape", ["x"], ["s"]).Node("Gather", ["s", "i"], ["n"])
            .Node("Concat", ["rest", "n"], ["t"], Attr.Int("axis", 0)).Node("Reshape", ["x", "t"], ["y"])), 1),
        ["axes from the batch size"] = new("calculates with the size", b => Model(b, g => g
            .Int64Initializer("i", 0).Initializer("c", [1], 1, 1, 1, 1, 1).Node("Shape", ["x"], ["s"]).Node("Gather", ["s", "i"], ["n"])
            .Node("Squeeze", ["c", "n"], ["q"]).Node("Add", ["x", "q"], ["y"])), 1),
        ["slope from the batch"] = new("takes its slope", b => Model(b, g => g
            .Initializer("c", Ramp[..48], 1, 3, 4, 4).Node("PRelu", ["c", "x"], ["y"])), 1),
        ["Sum of opset 7 with a constant"] = new("wants inputs of one shape", b => Model(b, g => g
            .Initializer("c", Ramp[..48], 1, 3, 4, 4).Node("Sum", ["c", "x"], ["y"]), opset: 7), 1),
        ["Dropout in training"] = new("is not in inference mode", b => Model(b, g => g
            .Initializer(Tensors.RawBool("t", true)).Node("Dropout", ["x", "", "t"], ["y"]))),
        ["Expand to the batch size"] = new("calculates with the size", b => Model(b, g => g
            .Initializer("c", [1], 1, 1, 1, 1).Node("Shape", ["x"], ["s"]).Node("Expand", ["c", "s"], ["e"]).Node("Add", ["x", "e"], ["y"]))),
        ["DynamicQuantizeLinear"] = new("is not known", b => Model(b, g => g.Node("DynamicQuantizeLinear", ["x"], ["q", "s", "z"]).Node("DequantizeLinear", ["q", "s", "z"], ["y"]))),
        ["weights from the batch"] = new("takes its input 1 from the batch", b => Model(b, g => g.Node("Conv", ["x", "x"], ["y"]))),
        ["random numbers"] = new("random", b => Model(b, g => g.Node("RandomNormalLike", ["x"], ["r"]).Node("Add", ["x", "r"], ["y"]))),
        ["EyeLike"] = new("is not known", b => Model(b, g => g
            .Node("Flatten", ["x"], ["f"]).Node("EyeLike", ["f"], ["e"]).Node("Add", ["f", "e"], ["y"]))),
    };

    /// <summary>A graph from x [b, 3, 4, 4] to y, whose stated output shape has the batch in front where it has axes.</summary>
    public static OnnxModel Model(int batch, Func<ModelBuilder, ModelBuilder> nodes, long opset = 17)
    {
        OnnxModel model = nodes(new ModelBuilder().Input("x", batch, 3, 4, 4).Output("y")).ToModel(opset);
        long[] shape = TryShape(model, batch) ?? [batch, 3, 4, 4];
        model.Proto.Graph.Output[0].Type.TensorType.Shape.Dim.Add(shape.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return model;
    }

    /// <summary>Samples run in one batch through the free model give what they give through the fixed one.</summary>
    public static void AssertSame(OnnxModel model, OnnxModel free, string input, int batch, long[] sample, int samples, double tolerance = 1e-6)
    {
        int size = (int)sample.Aggregate(1L, (product, axis) => product * axis);
        float[] values = [.. Enumerable.Range(0, samples * size).Select(i => MathF.Cos((i * 0.37f) + (i / size)))];
        IReadOnlyList<(float[] Values, long[] Shape)> together = RuntimeRun.Run(free, (input, values, [samples, .. sample]));
        Assert.All(free.Outputs, output => Assert.Null(output.Shape?[0].Value));

        for (int i = 0; i < samples; i++)
        {
            float[] padded = new float[batch * size];
            values.AsSpan(i * size, size).CopyTo(padded);
            IReadOnlyList<(float[] Values, long[] Shape)> alone = RuntimeRun.Run(model, (input, padded, [batch, .. sample]));
            for (int j = 0; j < alone.Count; j++)
            {
                int each = alone[j].Values.Length / batch;
                Assert.Equal(samples, together[j].Shape[0]);
                Assert.Equal(alone[j].Shape[1..], together[j].Shape[1..]);
                Close(alone[j].Values[..each], together[j].Values[(i * each)..((i + 1) * each)], tolerance);
            }
        }
    }

    public static void Close(float[] expected, float[] actual, double tolerance = 1e-6)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"element {i}: {expected[i]} expected, {actual[i]} found");
        }
    }

    private static long[]? TryShape(OnnxModel model, int batch)
    {
        try
        {
            return RuntimeRun.Shapes(model, "x", [batch, .. Sample])["y"];
        }
        catch (Microsoft.ML.OnnxRuntime.OnnxRuntimeException)
        {
            return null;
        }
    }

    /// <summary>A graph that has to be refused.</summary>
    /// <param name="Says">Part of the obstacle.</param>
    /// <param name="Build">The graph for a batch.</param>
    /// <param name="Batches">The batches at which it runs; 1 and 5 where none are given.</param>
    internal sealed record Refused(string Says, Func<int, OnnxModel> Build, params int[] Batches)
    {
        public int[] Batches { get; } = Batches.Length > 0 ? Batches : [1, 5];
    }
}
