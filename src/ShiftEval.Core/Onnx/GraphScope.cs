using Google.Protobuf.Collections;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>A list of nodes with its own value names: the main graph, a subgraph in a node's attribute, or a function's body.</summary>
/// <remarks>A subgraph sees the values of the scopes around it; a function sees only its own. Training graphs are not visited.</remarks>
internal sealed class GraphScope
{
    private static readonly RepeatedField<TensorProto> NoTensors = [];

    private readonly string step;

    private GraphScope(GraphProto? graph, FunctionProto? function, GraphScope? parent, NodeProto? owner, string step)
    {
        Graph = graph;
        Function = function;
        Parent = parent;
        Owner = owner;
        this.step = step;
    }

    /// <summary>The graph; null for a function.</summary>
    public GraphProto? Graph { get; }

    /// <summary>The function; null for a graph.</summary>
    public FunctionProto? Function { get; }

    /// <summary>The scope around a subgraph; null for the main graph and for functions.</summary>
    public GraphScope? Parent { get; }

    /// <summary>The node whose attribute holds the subgraph; null for the main graph and for functions.</summary>
    public NodeProto? Owner { get; }

    /// <summary>Where the scope is, for messages: empty for the main graph, else like <c>If 'n1'.then_branch</c>.</summary>
    /// <remarks>Put together when asked for: names may be long and scopes many.</remarks>
    public string Path
    {
        get
        {
            Stack<string> steps = new();
            GraphScope scope = this;
            for (; scope.Parent is { } parent; scope = parent)
            {
                steps.Push($"{scope.Owner!.OpType} '{scope.Owner.Name}'.{scope.step}");
            }

            if (scope.Function is { } function)
            {
                steps.Push($"function {function.Domain}.{function.Name}");
            }

            return string.Join('/', steps);
        }
    }

    /// <summary>The nodes in order.</summary>
    public RepeatedField<NodeProto> Nodes => Graph?.Node ?? Function!.Node;

    /// <summary>The initializers; a function has none.</summary>
    public RepeatedField<TensorProto> Initializers => Graph?.Initializer ?? NoTensors;

    /// <summary>The names of the inputs in order.</summary>
    public IEnumerable<string> Inputs => Graph is null ? Function!.Input : Graph.Input.Select(input => input.Name);

    /// <summary>The names of the outputs in order.</summary>
    public IEnumerable<string> Outputs => Graph is null ? Function!.Output : Graph.Output.Select(output => output.Name);

    /// <summary>All scopes: the main graph first, each subgraph after the scope that holds it, functions last.</summary>
    public static IReadOnlyList<GraphScope> All(ModelProto model)
    {
        List<GraphScope> scopes = [];
        Add(new GraphScope(model.Graph, null, null, null, ""));
        foreach (FunctionProto function in model.Functions)
        {
            Add(new GraphScope(null, function, null, null, ""));
        }

        return scopes;

        void Add(GraphScope scope)
        {
            scopes.Add(scope);
            foreach (GraphScope inner in scope.Subgraphs())
            {
                Add(inner);
            }
        }
    }

    private IEnumerable<GraphScope> Subgraphs()
    {
        foreach (NodeProto node in Nodes)
        {
            foreach (AttributeProto attribute in node.Attribute)
            {
                foreach (GraphProto graph in NodeAttributes.Graphs(attribute))
                {
                    yield return new GraphScope(graph, null, this, node, attribute.Name);
                }
            }
        }
    }
}
