using ShiftEval.Diagnostics;
using ShiftEval.Onnx.Constants;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Walking;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Onnx;

/// <summary>
/// Finds the tensor behind a value that is fixed in the file: an initializer or a Constant node, directly, through Identity nodes,
/// through the arguments of function calls, or computed from constants by the operators that <see cref="ConstantFolder"/> knows.
/// </summary>
/// <param name="root">The frame whose names are asked for.</param>
/// <param name="folder">The model's folder, for values in files that a computation needs; null when there is none.</param>
internal sealed class ConstantResolver(CallFrame root, string? folder = null)
{
    private const int MostSteps = 1000;
    private const string TooMuchWork = "takes more steps to compute than any parameter does";
    private const int Deepest = 100;
    private readonly Dictionary<(ByReference<NodeProto> Node, int Output, CallFrame Frame), ConstantArray?> folded = [];
    private string obstacle = "";

    /// <summary>A resolver over one scope; of a function nothing is known about the call.</summary>
    public ConstantResolver(ValueUses values)
        : this(CallFrame.Alone(values))
    {
    }

    /// <summary>The constant that the value is; null when it is computed from what is fed, sparse, or not defined at all.</summary>
    /// <param name="valueName">A name as seen from the frame given to the constructor.</param>
    public ResolvedConstant? Resolve(string valueName) => Resolve(valueName, root, depth: 0);

    /// <summary>Why the value is no constant, as the end of a sentence that begins with its name.</summary>
    public string Obstacle(string valueName)
    {
        // What is remembered as no constant has lost its reason.
        ConstantResolver again = new(root, folder);
        return again.Resolve(valueName) is null ? again.obstacle : "is a constant";
    }

    private ResolvedConstant? Resolve(string valueName, CallFrame start, int depth)
    {
        CallFrame frame = start;
        string name = valueName;
        bool passed = false;
        for (int step = 0; step < MostSteps; step++)
        {
            if (frame.Locate(name) is not ({ } origin, { } home))
            {
                return Fail(name.Length == 0 ? "is left out" : $"leads to '{name}', which nothing defines");
            }

            switch (origin.Kind)
            {
                case ValueOriginKind.Initializer:
                    return new ResolvedConstant(ConstantHome.Initializer, name, origin.Initializer!, home, null, passed);
                case ValueOriginKind.InitializerAlsoInput:
                    return new ResolvedConstant(ConstantHome.InitializerAlsoInput, name, origin.Initializer!, home, null, passed);
                case ValueOriginKind.SparseInitializer:
                    return OfSparse(home.Values.Scope.Graph!.SparseInitializer.First(sparse => sparse.Values?.Name == name), name, home, null, passed);
                case ValueOriginKind.Input:
                    if (home is not { Kind: FrameKind.Function, Parent: { } caller, Owner: { } call })
                    {
                        return Fail(home.Kind == FrameKind.Main ? $"is the graph input '{name}', which is fed at run time" : $"is '{name}', which changes from run to run of {home.Path}");
                    }

                    int position = home.Values.Scope.Function!.Input.IndexOf(name);
                    if (position < 0 || position >= call.Input.Count)
                    {
                        return Fail($"is the input '{name}' of {home.Path}, which the call leaves out");
                    }

                    (name, frame, passed) = (call.Input[position], caller, true);
                    continue;
                default:
                    break;
            }

            NodeProto node = origin.Node!;
            if (home.Call(node) is { } callee)
            {
                IList<string> outputs = callee.Values.Scope.Function!.Output;
                if (callee.Depth > Deepest || origin.OutputIndex >= outputs.Count)
                {
                    return Fail($"comes out of {callee.Path}, which cannot be followed");
                }

                if (!root.Values.Budget.Spend(0))
                {
                    return Fail(TooMuchWork);
                }

                (name, frame, passed) = (outputs[origin.OutputIndex], callee, true);
                continue;
            }

            if (OperatorDomain.IsStandard(node.Domain) && node.OpType == "Identity" && node.Input.Count == 1)
            {
                (name, frame, passed) = (node.Input[0], home, true);
                continue;
            }

            return OperatorDomain.IsStandard(node.Domain) && node.OpType == "Constant"
                ? OfConstant(node, name, home, passed)
                : OfComputation(node, origin.OutputIndex, name, home, passed, depth);
        }

        return Fail("leads through Identity nodes that run in a circle");
    }

    private ResolvedConstant? OfConstant(NodeProto node, string name, CallFrame frame, bool passed)
    {
        // A function's Constant may take its value from an attribute of the call.
        if (node.Attribute is not [var written] || frame.Attribute(node, written.Name) is not { } value)
        {
            return Fail($"is the Constant '{name}', which holds no value");
        }

        if (written is { Name: "value" } && value.T is { } tensor)
        {
            bool own = ReferenceEquals(written, value);
            return new ResolvedConstant(own ? ConstantHome.ConstantTensor : ConstantHome.ConstantNumbers, name, own ? tensor : tensor.Clone(), frame, node, passed);
        }

        if (value.SparseTensor is { } sparse)
        {
            return OfSparse(sparse, name, frame, node, passed);
        }

        return Numbers(written.Name, value) is { } numbers
            ? new ResolvedConstant(ConstantHome.ConstantNumbers, name, numbers, frame, node, passed)
            : Fail($"is the Constant '{name}', which holds no numbers");
    }

    // Whatever reads a sparse tensor sees a dense one.
    private ResolvedConstant? OfSparse(SparseTensorProto sparse, string name, CallFrame frame, NodeProto? node, bool passed)
    {
        ProblemList unreadable = new();
        if (root.Values.Budget.IsSpent)
        {
            return Fail(TooMuchWork);
        }

        return unreadable.Try(() => ConstantArray.Read(sparse, folder)) is { } dense && root.Values.Budget.Spend(dense.Values.Length)
            ? new ResolvedConstant(ConstantHome.Computed, name, dense.ToTensor(name), frame, node, passed)
            : Fail($"is the sparse tensor '{name}', which cannot be read");
    }

    private ResolvedConstant? OfComputation(NodeProto node, int output, string name, CallFrame frame, bool passed, int depth)
    {
        var key = (new ByReference<NodeProto>(node), output, frame);
        if (!folded.TryGetValue(key, out ConstantArray? value))
        {
            // Until it is known the value counts as no constant, so that nodes in a circle end here.
            folded[key] = null;
            value = Fold(node, output, frame, depth);
            folded[key] = value;
        }

        if (value is null && root.Values.Budget.IsSpent)
        {
            return Fail(TooMuchWork);
        }

        return value is null
            ? Fail($"is computed by {node.OpType} '{name}'")
            : new ResolvedConstant(ConstantHome.Computed, name, value.ToTensor(name), frame, node, passed);
    }

    private ConstantArray? Fold(NodeProto node, int output, CallFrame frame, int depth)
    {
        if (!OperatorDomain.IsStandard(node.Domain) || !ConstantFolder.Supports(node.OpType) || depth > Deepest)
        {
            return null;
        }

        FoldBudget budget = root.Values.Budget;
        ConstantArray?[] inputs = new ConstantArray?[node.Input.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (node.Input[i].Length == 0)
            {
                continue;
            }

            if (Resolve(node.Input[i], frame, depth + 1) is not { } input || Read(input.Tensor) is not { } array || !budget.Spend(array.Values.Length))
            {
                return null;
            }

            inputs[i] = array;
        }

        ConstantArray? result = ConstantFolder.Fold(node, output, inputs, attribute => frame.Attribute(node, attribute));
        return budget.Spend(result?.Values.Length ?? 0) ? result : null;
    }

    private ConstantArray? Read(TensorProto tensor)
    {
        // A tensor that cannot be read is told by whoever needs it; here it only ends the computation.
        ProblemList unreadable = new();
        return unreadable.Try(() => ConstantArray.Read(tensor, folder));
    }

    // The first reason found lies nearest to the cause.
    private ResolvedConstant? Fail(string reason)
    {
        obstacle = obstacle.Length == 0 ? reason : obstacle;
        return null;
    }

    private static TensorProto? Numbers(string name, AttributeProto value) => name switch
    {
        "value_float" => new TensorProto { DataType = (int)DataType.Float, FloatData = { value.F } },
        "value_floats" => new TensorProto { DataType = (int)DataType.Float, Dims = { value.Floats.Count }, FloatData = { value.Floats } },
        "value_int" => new TensorProto { DataType = (int)DataType.Int64, Int64Data = { value.I } },
        "value_ints" => new TensorProto { DataType = (int)DataType.Int64, Dims = { value.Ints.Count }, Int64Data = { value.Ints } },
        _ => null,
    };
}
