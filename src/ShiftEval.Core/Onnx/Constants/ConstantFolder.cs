using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx.Constants;

/// <summary>Computes operators whose inputs are all constants, as exporters leave them in front of parameters.</summary>
/// <remarks>In double, rounded to the element type after every operator. What does not fit an operator's rules is no constant.</remarks>
internal static class ConstantFolder
{
    private static readonly Dictionary<string, Func<FoldCall, int, ConstantArray>> Operators = new(StringComparer.Ordinal)
    {
        ["Add"] = Elementwise((a, b) => a + b),
        ["Sub"] = Elementwise((a, b) => a - b),
        ["Mul"] = Elementwise((a, b) => a * b),
        ["Div"] = (call, _) => ElementwiseFolds.Divide(call),
        ["Pow"] = Elementwise(Math.Pow),
        ["Max"] = Elementwise(Math.Max),
        ["Min"] = Elementwise(Math.Min),
        ["Sum"] = Elementwise((a, b) => a + b),
        ["Equal"] = Condition((a, b) => a == b),
        ["Greater"] = Condition((a, b) => a > b),
        ["Less"] = Condition((a, b) => a < b),
        ["And"] = Condition((a, b) => a != 0 && b != 0),
        ["Or"] = Condition((a, b) => a != 0 || b != 0),
        ["Not"] = Unary(value => value == 0 ? 1 : 0),
        ["Sqrt"] = Unary(Math.Sqrt),
        ["Neg"] = Unary(value => -value),
        ["Abs"] = Unary(Math.Abs),
        ["Exp"] = Unary(Math.Exp),
        ["Log"] = Unary(Math.Log),
        ["Reciprocal"] = Unary(value => 1 / value),
        ["Cast"] = (call, _) => ElementwiseFolds.Cast(call),
        ["Where"] = (call, _) => ElementwiseFolds.Where(call),
        ["Shape"] = (call, _) => ShapeFolds.Shape(call),
        ["Size"] = (call, _) => ShapeFolds.Size(call),
        ["Reshape"] = (call, _) => ShapeFolds.Reshape(call),
        ["Flatten"] = (call, _) => ShapeFolds.Flatten(call),
        ["Squeeze"] = (call, _) => ShapeFolds.Squeeze(call),
        ["Unsqueeze"] = (call, _) => ShapeFolds.Unsqueeze(call),
        ["ConstantOfShape"] = (call, _) => ShapeFolds.ConstantOfShape(call),
        ["Range"] = (call, _) => ShapeFolds.Range(call),
        ["Expand"] = (call, _) => IndexFolds.Expand(call),
        ["Transpose"] = (call, _) => IndexFolds.Transpose(call),
        ["Concat"] = (call, _) => IndexFolds.Concat(call),
        ["Slice"] = (call, _) => IndexFolds.Slice(call),
        ["Split"] = IndexFolds.Split,
        ["Gather"] = (call, _) => IndexFolds.Gather(call),
        ["Tile"] = (call, _) => IndexFolds.Tile(call),
    };

    /// <summary>Whether an operator of this name can be computed here.</summary>
    public static bool Supports(string operation) => Operators.ContainsKey(operation);

    /// <summary>One output of the node; null when the inputs do not fit it.</summary>
    public static ConstantArray? Fold(NodeProto node, int output, IReadOnlyList<ConstantArray?> inputs, Func<string, AttributeProto?> attribute)
    {
        try
        {
            return Operators[node.OpType](new FoldCall(node.Output.Count, inputs, attribute), output);
        }
        catch (FoldException)
        {
            return null;
        }
    }

    private static Func<FoldCall, int, ConstantArray> Unary(Func<double, double> function) =>
        (call, _) => ConstantArray.Of(call[0].Type, call[0].Shape, Array.ConvertAll(call[0].Values, value => function(value)));

    private static Func<FoldCall, int, ConstantArray> Elementwise(Func<double, double, double> function) =>
        (call, _) => call.Inputs.Skip(1).Index().Aggregate(call[0], (left, next) => ElementwiseFolds.Combine(left, call[next.Index + 1], left.Type, function));

    private static Func<FoldCall, int, ConstantArray> Condition(Func<double, double, bool> function) =>
        (call, _) => ElementwiseFolds.Combine(call[0], call[1], TensorProto.Types.DataType.Bool, (a, b) => function(a, b) ? 1 : 0);
}
