namespace ShiftEval.Tests.Reference.Operators;

/// <summary>The operators by name.</summary>
internal static class Operator
{
    private static readonly Dictionary<string, Func<OperatorCall, IReadOnlyList<Tensor64>>> Table = new(StringComparer.Ordinal)
    {
        ["Conv"] = One(Convolution.Conv),
        ["MaxPool"] = One(Pooling.Max),
        ["AveragePool"] = One(Pooling.Average),
        ["GlobalAveragePool"] = One(Pooling.GlobalAverage),
        ["GlobalMaxPool"] = One(Pooling.GlobalMax),
        ["BatchNormalization"] = BatchNorm.Normalize,
        ["Relu"] = Unary(x => x < 0 ? 0 : x),
        ["Sigmoid"] = Unary(x => 1 / (1 + Math.Exp(-x))),
        ["HardSwish"] = Unary(x => x * Math.Clamp((x / 6) + 0.5, 0, 1)),
        ["Tanh"] = Unary(Math.Tanh),
        ["Sqrt"] = Unary(Math.Sqrt),
        ["Exp"] = Unary(Math.Exp),
        ["LeakyRelu"] = One(Elementwise.LeakyRelu),
        ["HardSigmoid"] = One(Elementwise.HardSigmoid),
        ["Clip"] = One(Elementwise.Clip),
        ["Cast"] = One(Elementwise.Cast),
        ["Add"] = Binary((a, b) => a + b),
        ["Sub"] = Binary((a, b) => a - b),
        ["Mul"] = Binary((a, b) => a * b),
        ["Pow"] = Binary(Math.Pow),
        ["Div"] = One(Elementwise.Div),
        ["MatMul"] = One(Matrices.MatMul),
        ["Gemm"] = One(Matrices.Gemm),
        ["Softmax"] = One(call => Reductions.Softmax(call, logarithm: false)),
        ["LogSoftmax"] = One(call => Reductions.Softmax(call, logarithm: true)),
        ["ReduceMean"] = One(Reductions.Mean),
        ["Identity"] = One(call => call.Input(0)),
        ["Dropout"] = Shapes.Dropout,
        ["Constant"] = One(Shapes.Constant),
        ["ConstantOfShape"] = One(Shapes.ConstantOfShape),
        ["Shape"] = One(Shapes.Shape),
        ["Reshape"] = One(Shapes.Reshape),
        ["Flatten"] = One(Shapes.Flatten),
        ["Squeeze"] = One(Shapes.Squeeze),
        ["Unsqueeze"] = One(Shapes.Unsqueeze),
        ["Transpose"] = One(Moves.Transpose),
        ["Slice"] = One(Moves.Slice),
        ["Split"] = Moves.Split,
        ["Concat"] = One(Moves.Concat),
        ["Gather"] = One(Moves.Gather),
        ["Pad"] = One(Moves.Pad),
    };

    public static IReadOnlyCollection<string> Names => Table.Keys;

    public static bool Supports(OnnxNode node) => node.Domain is "" or "ai.onnx" && Table.ContainsKey(node.Operator);

    public static IReadOnlyList<Tensor64> Apply(OperatorCall call) =>
        Supports(call.Node)
            ? Table[call.Node.Operator](call)
            : throw new NotSupportedException($"Operator {call.Node.Domain}:{call.Node.Operator}.");

    private static Func<OperatorCall, IReadOnlyList<Tensor64>> One(Func<OperatorCall, Tensor64> function) => call => [function(call)];

    private static Func<OperatorCall, IReadOnlyList<Tensor64>> Unary(Func<double, double> function) =>
        One(call => Elementwise.Map(call.Input(0), function));

    private static Func<OperatorCall, IReadOnlyList<Tensor64>> Binary(Func<double, double, double> function) =>
        One(call => Elementwise.Combine(call.Input(0), call.Input(1), function));
}
