using ShiftEval.Diagnostics;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx.Walking;

/// <summary>Visits the nodes of a model in the order of the file, going into function calls and subgraphs where they stand.</summary>
/// <remarks>
/// The body of a function is visited once a call. Of an If whose condition is fixed in the file only the branch taken is visited.
/// Functions that nobody calls are not. Bodies that multiply by calling each other are refused, so that no file runs a reader dry.
/// </remarks>
internal sealed class GraphWalk
{
    private const int MostNodes = 50_000;
    private const int MostFrames = 64;
    private readonly string modelName;
    private int visited;

    private GraphWalk(string modelName) => this.modelName = modelName;

    /// <summary>All nodes that a run can meet.</summary>
    /// <exception cref="InputException">A function calls itself, or the calls unfold to more nodes than any model has.</exception>
    public static IEnumerable<PlacedNode> Of(OnnxModel model) => new GraphWalk(model.Name).Visit(CallFrame.Main(model.Proto));

    /// <summary>The frames that a node leads to, in the order of its attributes; none for a plain operator.</summary>
    public static IReadOnlyList<CallFrame> Inside(NodeProto node, CallFrame frame)
    {
        if (frame.Call(node) is { } call)
        {
            return [call];
        }

        (string Name, GraphProto Graph)[] graphs =
        [
            .. node.Attribute.SelectMany(attribute => NodeAttributes.Graphs(attribute).Select(graph => (attribute.Name, graph))),
        ];
        if (graphs.Length == 0)
        {
            return [];
        }

        bool isIf = node.OpType == "If" && OperatorDomain.IsStandard(node.Domain);
        if (!isIf)
        {
            return [.. graphs.Select(entry => frame.Subgraph(node, entry.Graph, FrameKind.Repeated))];
        }

        string? taken = Condition(node, frame) is { } condition ? (condition ? "then_branch" : "else_branch") : null;
        return taken is null
            ? [.. graphs.Select(entry => frame.Subgraph(node, entry.Graph, FrameKind.Branch))]
            : [.. graphs.Where(entry => entry.Name == taken).Select(entry => frame.Subgraph(node, entry.Graph, FrameKind.TakenBranch))];
    }

    private static bool? Condition(NodeProto node, CallFrame frame)
    {
        if (node.Input.Count == 0 || new ConstantResolver(frame).Resolve(node.Input[0]) is not { } constant)
        {
            return null;
        }

        ProblemList unreadable = new();
        return unreadable.Try(() => TensorData.ReadInt64s(constant.Tensor, null)) is [var value] ? value != 0 : null;
    }

    private IEnumerable<PlacedNode> Visit(CallFrame frame)
    {
        if (frame.Depth > MostFrames)
        {
            throw new InputException(modelName, $"its functions call each other without end, or graphs are nested more than {MostFrames} deep ({frame.Path})", "Export the model again");
        }

        // Nodes outside functions stand in the file one by one.
        bool isUnfolded = frame.IsInFunction;
        foreach (NodeProto node in frame.Values.Scope.Nodes)
        {
            if (isUnfolded && ++visited > MostNodes)
            {
                throw new InputException(modelName, $"unfolds to more than {MostNodes} nodes", "Export the model again without model-local functions");
            }

            yield return new PlacedNode(node, frame);
            foreach (CallFrame inner in Inside(node, frame))
            {
                foreach (PlacedNode placed in Visit(inner))
                {
                    yield return placed;
                }
            }
        }
    }
}
