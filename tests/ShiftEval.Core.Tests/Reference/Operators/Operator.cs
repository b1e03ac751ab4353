namespace ShiftEval.Tests.Reference.Operators;

/// <summary>The operators by name.</summary>
internal static class Operator
{
    private static readonly Dictionary<string, Func<OperatorCall, IReadOnlyList<Tensor64>>> Table = new(StringComparer.Ordinal)
    {
        ["Conv"] = One(Convolution.Conv),
        ["ConvTranspose"] = One(TransposedConvolution.ConvTranspose),
        ["QLinearConv"] = One(Quantization.Conv),
        ["QuantizeLinear"] = One(Quantization.Quantize),
        ["DequantizeLinear"] = One(Quantization.Dequantize),
        ["MaxPool"] = One(Pooling.Max),
        ["AveragePool"] = One(Pooling.Average),
        ["GlobalAveragePool"] = One(Pooling.GlobalAverage),
        ["GlobalMaxPool"] = One(Pooling.GlobalMax),
        ["BatchNormalization"] = BatchNorm.Normalize,
        ["InstanceNormalization"] = One(Normalizations.Instance),
        ["LRN"] = One(Normalizations.LocalResponse),
        ["Relu"] = Unary(x => x < 0 ? 0 : x),
        ["Sigmoid"] = Unary(x => 1 / (1 + Math.Exp(-x))),
        ["HardSwish"] = Unary(x => x * Math.Clamp((x / 6) + 0.5, 0, 1)),
        ["Tanh"] = Unary(Math.Tanh),
        ["Sqrt"] = Unary(Math.Sqrt),
        ["Exp"] = Unary(Math.Exp),
        ["Log"] = Unary(Math.Log),
        ["Abs"] = Unary(Math.Abs),
        ["Neg"] = Unary(x => -x),
        ["Sign"] = Unary(x => double.IsNaN(x) ? x : Math.Sign(x)),
        ["Ceil"] = Unary(Math.Ceiling),
        ["Floor"] = Unary(Math.Floor),
        ["Reciprocal"] = Unary(x => 1 / x),
        ["Sinh"] = Unary(Math.Sinh),
        ["Cosh"] = Unary(Math.Cosh),
        ["Asinh"] = Unary(Math.Asinh),
        ["Acosh"] = Unary(Math.Acosh),
        ["Atanh"] = Unary(Math.Atanh),
        ["Erf"] = Unary(Activations.Erf),
        ["Softplus"] = Unary(Activations.Softplus),
        ["LeakyRelu"] = One(Activations.LeakyRelu),
        ["PRelu"] = One(Activations.PRelu),
        ["Elu"] = One(Activations.Elu),
        ["Selu"] = One(Activations.Selu),
        ["HardSigmoid"] = One(Activations.HardSigmoid),
        ["Clip"] = One(Elementwise.Clip),
        ["Cast"] = One(Elementwise.Cast),
        ["Add"] = Binary((a, b) => a + b),
        ["Sub"] = Binary((a, b) => a - b),
        ["Mul"] = Binary((a, b) => a * b),
        ["Pow"] = Binary(Math.Pow),
        ["Div"] = One(Elementwise.Div),
        ["Sum"] = One(call => Elementwise.Fold(call, (a, b) => a + b)),
        ["Max"] = One(call => Elementwise.Fold(call, Math.Max)),
        ["Min"] = One(call => Elementwise.Fold(call, Math.Min)),
        ["Mean"] = One(Elementwise.Mean),
        ["Greater"] = Comparison((a, b) => a > b),
        ["GreaterOrEqual"] = Comparison((a, b) => a >= b),
        ["Less"] = Comparison((a, b) => a < b),
        ["LessOrEqual"] = Comparison((a, b) => a <= b),
        ["Equal"] = Comparison((a, b) => a == b),
        ["And"] = Comparison((a, b) => a != 0 && b != 0),
        ["Or"] = Comparison((a, b) => a != 0 || b != 0),
        ["Not"] = One(call => Logic.Test(call.Input(0), x => x == 0)),
        ["IsNaN"] = One(call => Logic.Test(call.Input(0), double.IsNaN)),
        ["Where"] = One(Logic.Where),
        ["MatMul"] = One(Matrices.MatMul),
        ["Gemm"] = One(Matrices.Gemm),
        ["Softmax"] = One(call => Reductions.Softmax(call, logarithm: false)),
        ["LogSoftmax"] = One(call => Reductions.Softmax(call, logarithm: true)),
        ["ReduceMean"] = Reduction(run => run.Sum() / run.Length),
        ["ReduceSum"] = Reduction(run => run.Sum()),
        ["ReduceMax"] = Reduction(run => run.Max()),
        ["ReduceMin"] = Reduction(run => run.Min()),
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
        ["Tile"] = One(Moves.Tile),
        ["Expand"] = One(Moves.Expand),
        ["Range"] = One(Generators.Range),
        ["EyeLike"] = One(Generators.EyeLike),
        ["NonZero"] = One(Generators.NonZero),
        ["OneHot"] = One(Generators.OneHot),
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
        One(call => Elementwise.Combine(call, function));

    private static Func<OperatorCall, IReadOnlyList<Tensor64>> Comparison(Func<double, double, bool> holds) =>
        One(call => Logic.Compare(call.Input(0), call.Input(1), holds));

    private static Func<OperatorCall, IReadOnlyList<Tensor64>> Reduction(Func<double[], double> reduce) =>
        One(call => Reductions.Reduce(call, reduce));
}
