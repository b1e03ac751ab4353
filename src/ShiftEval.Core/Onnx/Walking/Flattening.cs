using ShiftEval.Diagnostics;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx.Walking;

/// <summary>
/// Given a model: the same computation without model-local functions and without Ifs whose condition is fixed. Their nodes stand in
/// the place of the call, in the order in which <see cref="GraphWalk"/> meets them.
/// </summary>
/// <remarks>
/// Visits the main graph, subgraphs and functions. Names of the main graph stay; what lay inside a function or subgraph gets fresh ones.
/// </remarks>
internal sealed class Flattening
{
    private readonly OnnxModel source;
    private readonly ModelProto flat;
    private readonly GraphEditor editor;
    private readonly Action<PlacedNode, NodeProto> copied;
    private readonly HashSet<string> nodeNames = new(StringComparer.Ordinal);

    private Flattening(OnnxModel source, Action<PlacedNode, NodeProto> copied)
    {
        this.source = source;
        this.copied = copied;
        editor = new GraphEditor(source.Proto);
        flat = source.Proto.Clone();
        flat.Functions.Clear();
        flat.Graph.Node.Clear();
    }

    /// <summary>Flattens a copy of the model.</summary>
    /// <param name="model">Left as it is; <see cref="GraphWalk"/> has an end for it.</param>
    /// <param name="copied">Told of every plain node, as met and as copied, in the order of the walk.</param>
    /// <exception cref="InputException">A function is written for another operator set than the model.</exception>
    public static OnnxModel Apply(OnnxModel model, Action<PlacedNode, NodeProto> copied)
    {
        Flattening flattening = new(model, copied);
        flattening.CopyNodes(CallFrame.Main(model.Proto), flattening.flat.Graph.Node, new NameMap(parent: null));
        return model.With(flattening.flat);
    }

    private void CopyNodes(CallFrame frame, IList<NodeProto> target, NameMap names)
    {
        foreach (NodeProto node in frame.Values.Scope.Nodes)
        {
            IReadOnlyList<CallFrame> inside = GraphWalk.Inside(node, frame);
            if (inside is [{ Kind: FrameKind.Function } call])
            {
                InlineCall(node, call, target, names);
            }
            else if (inside is [{ Kind: FrameKind.TakenBranch } branch])
            {
                InlineBranch(node, branch, target, names);
            }
            else
            {
                Copy(node, frame, inside, target, names);
            }
        }
    }

    private void Copy(NodeProto node, CallFrame frame, IReadOnlyList<CallFrame> inside, IList<NodeProto> target, NameMap names)
    {
        NodeProto copy = new() { OpType = node.OpType, Domain = node.Domain };

        // What stood once in a function may stand here many times, and the runtime wants names of nodes to be unique.
        if (frame.Kind == FrameKind.Main && node.Name.Length > 0 && nodeNames.Add(node.Name))
        {
            copy.Name = node.Name;
        }

        copy.Input.Add(node.Input.Select(names.Of));
        copied(new PlacedNode(node, frame), copy);
        Queue<CallFrame> frames = new(inside);
        foreach (AttributeProto written in node.Attribute)
        {
            AttributeProto? attribute = written.RefAttrName.Length == 0 ? written.Clone() : frame.Referenced(written.RefAttrName)?.Clone();
            if (attribute is null)
            {
                continue;
            }

            attribute.Name = written.Name;
            if (attribute.G is not null && frames.TryDequeue(out CallFrame? graph))
            {
                attribute.G = Subgraph(attribute.G, graph, names);
            }

            for (int i = 0; i < attribute.Graphs.Count && frames.TryDequeue(out CallFrame? listed); i++)
            {
                attribute.Graphs[i] = Subgraph(attribute.Graphs[i], listed, names);
            }

            copy.Attribute.Add(attribute);
        }

        copy.Output.Add(node.Output.Select(output => Define(output, frame, names)));
        OptionalOutputs.DropTrailing(copy);
        target.Add(copy);
    }

    private GraphProto Subgraph(GraphProto graph, CallFrame frame, NameMap outer)
    {
        NameMap names = new(outer);
        GraphProto copy = graph.Clone();
        copy.Node.Clear();
        copy.ValueInfo.Clear();
        foreach (ValueInfoProto input in copy.Input)
        {
            input.Name = Define(input.Name, frame, names);
        }

        foreach (TensorProto tensor in copy.Initializer)
        {
            tensor.Name = names.Has(tensor.Name) ? names.Of(tensor.Name) : Define(tensor.Name, frame, names);
        }

        CopyNodes(frame, copy.Node, names);
        foreach (ValueInfoProto output in copy.Output)
        {
            output.Name = names.Of(output.Name);
        }

        return copy;
    }

    private void InlineCall(NodeProto call, CallFrame body, IList<NodeProto> target, NameMap outer)
    {
        FunctionProto function = body.Values.Scope.Function!;
        TakeImports(function);
        NameMap names = new(parent: null);
        for (int i = 0; i < function.Input.Count; i++)
        {
            names.Set(function.Input[i], i < call.Input.Count ? outer.Of(call.Input[i]) : "");
        }

        CopyNodes(body, target, names);
        HandOut(call, function.Output, names, outer, body.Parent!, target);
    }

    private void InlineBranch(NodeProto node, CallFrame branch, IList<NodeProto> target, NameMap outer)
    {
        NameMap names = new(outer);
        GraphProto graph = branch.Values.Scope.Graph!;
        foreach (TensorProto tensor in graph.Initializer)
        {
            TensorProto copy = tensor.Clone();
            editor.AddInitializer(flat.Graph, copy);
            names.Set(tensor.Name, copy.Name);
        }

        CopyNodes(branch, target, names);
        HandOut(node, [.. graph.Output.Select(output => output.Name)], names, outer, branch.Parent!, target);
    }

    private void HandOut(NodeProto node, IList<string> results, NameMap inner, NameMap outer, CallFrame frame, IList<NodeProto> target)
    {
        for (int i = 0; i < node.Output.Count && i < results.Count; i++)
        {
            if (node.Output[i].Length > 0)
            {
                target.Add(new NodeProto { OpType = "Identity", Input = { inner.Of(results[i]) }, Output = { Define(node.Output[i], frame, outer) } });
            }
        }
    }

    // A name of the main graph stays; any other is made unlike all names of the model.
    private string Define(string name, CallFrame frame, NameMap names)
    {
        if (name.Length == 0 || frame.Kind == FrameKind.Main)
        {
            return name;
        }

        string fresh = editor.FreshName(name);
        names.Set(name, fresh);
        return fresh;
    }

    private void TakeImports(FunctionProto function)
    {
        foreach (OperatorSetIdProto import in function.OpsetImport)
        {
            OperatorSetIdProto? known = flat.OpsetImport.FirstOrDefault(other =>
                other.Domain == import.Domain || (OperatorDomain.IsStandard(other.Domain) && OperatorDomain.IsStandard(import.Domain)));
            if (known is null)
            {
                flat.OpsetImport.Add(import.Clone());
            }
            else if (known.Version != import.Version)
            {
                throw new InputException(
                    $"{source.Name}, function {function.Domain}.{function.Name}",
                    FormattableString.Invariant($"is written for version {import.Version} of the operators of '{import.Domain}', the model for {known.Version}"),
                    "Export the model again with one operator set");
            }
        }
    }

    /// <summary>What the names of a scope are called in the flat graph; names not mapped are those of the scope around, or stay.</summary>
    private sealed class NameMap(NameMap? parent)
    {
        private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

        public bool Has(string name) => names.ContainsKey(name);

        public void Set(string name, string value) => names[name] = value;

        public string Of(string name) => name.Length == 0 ? "" : names.TryGetValue(name, out string? mapped) ? mapped : parent?.Of(name) ?? name;
    }
}
