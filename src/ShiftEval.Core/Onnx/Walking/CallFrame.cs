using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx.Walking;

/// <summary>A scope as a run comes into it: the main graph, one call of a function, or a subgraph of a node in one of them.</summary>
/// <remarks>A function that is called twice has two frames, each with its own arguments and attributes.</remarks>
internal sealed class CallFrame
{
    private readonly FunctionTable? functions;
    private readonly Dictionary<object, CallFrame> inner = new(ReferenceEqualityComparer.Instance);

    private CallFrame(FrameKind kind, ValueUses values, FunctionTable? functions, CallFrame? parent, NodeProto? owner)
    {
        Kind = kind;
        Values = values;
        this.functions = functions;
        Parent = parent;
        Owner = owner;
        Depth = parent is null ? 0 : parent.Depth + 1;
    }

    /// <summary>How the run came here.</summary>
    public FrameKind Kind { get; }

    /// <summary>The values of the scope.</summary>
    public ValueUses Values { get; }

    /// <summary>The frame of the node that led here; null for the main graph.</summary>
    public CallFrame? Parent { get; }

    /// <summary>The node that led here: the call, or the If or Loop; null for the main graph.</summary>
    public NodeProto? Owner { get; }

    /// <summary>How many frames lie around this one.</summary>
    public int Depth { get; }

    /// <summary>The frame of the function call, or of the main graph, that this frame is a part of.</summary>
    public CallFrame Root => Kind is FrameKind.Main or FrameKind.Function || Parent is null ? this : Parent.Root;

    /// <summary>Whether the frame lies in a function call, however deep.</summary>
    public bool IsInFunction => Root.Kind == FrameKind.Function;

    /// <summary>Where the frame is, for messages; empty for the main graph.</summary>
    public string Path => Values.Scope.Path;

    /// <summary>The main graph of a model.</summary>
    public static CallFrame Main(ModelProto model)
    {
        FunctionTable table = new(model);
        return new CallFrame(FrameKind.Main, table.Main, table, null, null);
    }

    /// <summary>A scope on its own: of a function nothing is known about the call.</summary>
    public static CallFrame Alone(ValueUses values) =>
        new(values.Outer is null ? FrameKind.Main : FrameKind.Branch, values, null, values.Outer is null ? null : Alone(values.Outer), values.Scope.Owner);

    /// <summary>The frame that a node of this one calls as a function; null when the node is an operator.</summary>
    public CallFrame? Call(NodeProto node) =>
        functions?.Called(node) is not { } body ? null : Inner(node, () => new CallFrame(FrameKind.Function, body, functions, this, node));

    /// <summary>The frame of a subgraph in an attribute of a node of this frame.</summary>
    public CallFrame Subgraph(NodeProto node, GraphProto graph, FrameKind kind) =>
        Inner(graph, () => new CallFrame(kind, functions!.Of(graph), functions, this, node));

    /// <summary>Where a value comes from, and the frame that defines it; null when nothing does.</summary>
    public (ValueOrigin Origin, CallFrame Frame)? Locate(string name)
    {
        if (Values.OriginOf(name) is not { } origin)
        {
            return null;
        }

        CallFrame frame = this;
        while (frame.Values.Scope != origin.Scope)
        {
            frame = frame.Parent!;
        }

        return (origin, frame);
    }

    /// <summary>An attribute of a node in this frame; one that a function takes from its call is looked up there.</summary>
    public AttributeProto? Attribute(NodeProto node, string name)
    {
        AttributeProto? attribute = node.Attribute.FirstOrDefault(candidate => candidate.Name == name);
        return attribute is null || attribute.RefAttrName.Length == 0 ? attribute : Referenced(attribute.RefAttrName);
    }

    /// <summary>The attribute that the call of this function gives under a name, else the function's default.</summary>
    public AttributeProto? Referenced(string name)
    {
        CallFrame root = Root;
        return root is not { Kind: FrameKind.Function, Parent: { } caller, Owner: { } call }
            ? null
            : caller.Attribute(call, name) ?? root.Values.Scope.Function!.AttributeProto.FirstOrDefault(candidate => candidate.Name == name);
    }

    private CallFrame Inner(object key, Func<CallFrame> create)
    {
        if (!inner.TryGetValue(key, out CallFrame? frame))
        {
            inner.Add(key, frame = create());
        }

        return frame;
    }
}
