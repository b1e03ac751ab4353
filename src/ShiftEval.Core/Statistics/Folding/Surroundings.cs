using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics.Folding;

/// <summary>What lies before and behind the nodes of a model's main graph, as far as it tells where a BatchNorm may have stood.</summary>
/// <remarks>A heuristic: it knows standard operators and takes what it does not know for the body of the network.</remarks>
internal sealed class Surroundings
{
    private readonly OnnxModel model;
    private readonly ValueUses uses;
    private readonly ConstantResolver constants;
    private readonly Dictionary<string, TensorShapeProto> shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> roots = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Value, int Rank), bool> pooled = [];
    private readonly NormHolders holders;
    private readonly Lazy<HashSet<string>> naked;
    private readonly Lazy<HashSet<(string Value, bool Activated)>> heads;

    public Surroundings(OnnxModel model, ValueUses uses)
    {
        this.model = model;
        this.uses = uses;
        constants = new ConstantResolver(uses);
        holders = new NormHolders(model.Proto);
        naked = new Lazy<HashSet<string>>(Naked);
        heads = new Lazy<HashSet<(string Value, bool Activated)>>(Heads);
        foreach (ValueInfoProto value in model.Proto.Graph.ValueInfo.Where(value => value.Type?.TensorType?.Shape is not null))
        {
            shapes[value.Name] = value.Type.TensorType.Shape;
        }
    }

    /// <summary>The first BatchNormalization that normalises the node's output, Identity nodes aside; null when there is none.</summary>
    public NodeProto? BatchNormBehind(NodeProto node)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        Stack<string> pending = new([node.Output[0]]);
        while (pending.TryPop(out string? value))
        {
            foreach (ValueUse use in seen.Add(value) ? Readers(value) : [])
            {
                if (use.Node.OpType == BatchNormLayers.OperatorType && use.InputIndex == BatchNormSlot.X)
                {
                    return use.Node;
                }

                if (use.Node.OpType == "Identity" && use.Node.Output is [{ } copy, ..])
                {
                    pending.Push(copy);
                }
            }
        }

        return null;
    }

    /// <summary>Whether nothing but one BatchNormalization, or a function that holds one, reads the node's output: the pattern that folding takes.</summary>
    public bool IsReadByBatchNormAlone(NodeProto node) =>
        uses.UsesOf(node.Output[0]) is [{ InputIndex: BatchNormSlot.X } only]
        && (only.Node.OpType == BatchNormLayers.OperatorType || holders.Holds(only.Node))
        && !uses.IsGraphOutput(node.Output[0]);

    /// <summary>The normalisation that still follows the node, as the end of a sentence that begins with it; null when none does.</summary>
    public string? NormalisationBehind(NodeProto node)
    {
        if (BatchNormBehind(node) is not null)
        {
            return "still has its BatchNormalization behind it";
        }

        if (uses.UsesOf(node.Output[0]).Select(use => use.Node).FirstOrDefault(holders.Holds) is { } holder)
        {
            return $"is followed by {holder.OpType}, which holds a BatchNormalization";
        }

        foreach (ValueUse use in Readers(node.Output[0]))
        {
            IEnumerable<NodeProto> next = use.Node.OpType == "Reshape" && use.Node.Output.Count > 0 ? Readers(use.Node.Output[0]).Select(reader => reader.Node) : [];
            if (next.Prepend(use.Node).FirstOrDefault(reader => OperatorKinds.OtherNormalisation.Contains(reader.OpType)) is { } other)
            {
                return $"is followed by {other.OpType}, in whose place no BatchNorm stood";
            }
        }

        return null;
    }

    /// <summary>How many nodes of the main graph are a BatchNormalization or hold one.</summary>
    public int BatchNorms => model.Proto.Graph.Node.Count(node => BatchNormLayers.IsBatchNorm(node) || holders.Holds(node));

    /// <summary>Whether a way leads from the node to another convolution, or to an output, without a BatchNormalization on it.</summary>
    public bool IsNaked(NodeProto node) => naked.Value.Contains(node.Output[0]);

    private HashSet<string> Naked()
    {
        HashSet<string> found = new(model.Proto.Graph.Output.Select(output => output.Name), StringComparer.Ordinal);
        foreach (NodeProto node in model.Proto.Graph.Node.Reverse())
        {
            bool isEnd = OperatorKinds.Linear.Contains(node.OpType);
            if (isEnd || (!BatchNormLayers.IsBatchNorm(node) && !holders.Holds(node) && node.Output.Any(found.Contains)))
            {
                found.UnionWith(isEnd ? node.Input.Take(1) : node.Input);
            }
        }

        return found;
    }

    /// <summary>Whether the node works on maps of one value: global pooling lies before it, and nothing after that makes maps again.</summary>
    /// <param name="node">A convolution.</param>
    /// <param name="rank">Axes of its input.</param>
    public bool IsBehindGlobalPooling(NodeProto node, int rank) => IsPooled(node.Input[ConvolutionSlot.X], rank);

    /// <summary>Whether the node's output becomes, element by element, weights that another branch is multiplied by.</summary>
    /// <remarks>x·sigmoid(x) and its relatives multiply a branch by itself and are no gates.</remarks>
    public bool IsGate(NodeProto node)
    {
        HashSet<(string, bool)> seen = [];
        Stack<(string Value, bool Squashed)> pending = new([(node.Output[0], false)]);
        while (pending.TryPop(out (string Value, bool Squashed) at))
        {
            foreach (ValueUse use in seen.Add(at) ? Readers(at.Value) : [])
            {
                string[] data = DataInputs(use.Node);
                if (at.Squashed && use.Node.OpType == "Mul" && data.Length == 2)
                {
                    if (!IsSelfGated(use.Node))
                    {
                        return true;
                    }

                    continue;
                }

                if (OperatorKinds.Gate.Contains(use.Node.OpType))
                {
                    Follow(use.Node, squashed: true);
                }
                else if (data.Length == 1 && (OperatorKinds.Pointwise.Contains(use.Node.OpType) || OperatorKinds.Shape.Contains(use.Node.OpType)))
                {
                    Follow(use.Node, at.Squashed);
                }
                else if (!at.Squashed && IsSelfGated(use.Node))
                {
                    Follow(use.Node, squashed: false);
                }
            }
        }

        return false;

        void Follow(NodeProto through, bool squashed)
        {
            foreach (string output in through.Output)
            {
                pending.Push((output, squashed));
            }
        }
    }

    /// <summary>Whether the node's output reaches an output of the graph with no non-linearity and no normalisation in between.</summary>
    public bool IsHead(NodeProto node) => heads.Value.Contains((node.Output[0], false));

    // From the outputs backwards, so that a long chain of heads is gone through once: values from which a way leads to an output, before
    // the output's own activation or behind it.
    private HashSet<(string Value, bool Activated)> Heads()
    {
        HashSet<(string, bool)> found = [];
        Stack<(string Value, bool Activated)> pending = new(model.Proto.Graph.Output.SelectMany(output => new[] { (output.Name, false), (output.Name, true) }));
        while (pending.TryPop(out (string Value, bool Activated) at))
        {
            if (!found.Add(at) || StandardOrigin(at.Value) is not { } node)
            {
                continue;
            }

            bool activates = OperatorKinds.OutputActivation.Contains(node.OpType);
            bool follows = OperatorKinds.AfterActivation.Contains(node.OpType) && (OperatorKinds.Shape.Contains(node.OpType) || DataInputs(node).Length < 2);
            bool passes = activates || (OperatorKinds.HeadLinear.Contains(node.OpType) && !IsSelfGated(node));
            foreach (string input in node.Input.Where(input => input.Length > 0))
            {
                if (follows && at.Activated)
                {
                    pending.Push((input, true));
                }

                if (passes && at.Activated == activates)
                {
                    pending.Push((input, false));
                }
            }
        }

        return found;
    }

    private IEnumerable<ValueUse> Readers(string value) =>
        uses.UsesOf(value).Where(use => use.Scope == uses.Scope && OperatorDomain.IsStandard(use.Node.Domain));

    // By a stack of its own, here and in Root: the chain of nodes may be longer than calls can nest.
    private bool IsPooled(string value, int rank)
    {
        Stack<(string Value, string[]? Inputs)> pending = new([(value, null)]);
        while (pending.TryPop(out (string Value, string[]? Inputs) at))
        {
            if (at.Inputs is { } known)
            {
                pooled[(at.Value, rank)] = known.All(input => pooled[(input, rank)]);
            }
            else if (pooled.TryAdd((at.Value, rank), false) && StandardOrigin(at.Value) is { } node)
            {
                // A damaged file may run in a circle, which then is not pooled.
                if (GivesOneValue(node, rank))
                {
                    pooled[(at.Value, rank)] = true;
                }
                else if (KeepsOneValue(node) && DataInputs(node) is { Length: > 0 } inputs)
                {
                    PushAll(pending, at.Value, inputs);
                }
            }
        }

        return pooled[(value, rank)];
    }

    private bool GivesOneValue(NodeProto node, int rank)
    {
        if (OperatorKinds.GlobalPooling.Contains(node.OpType))
        {
            return true;
        }

        if (OperatorKinds.WindowPooling.Contains(node.OpType) && shapes.TryGetValue(node.Output[0], out TensorShapeProto? shape))
        {
            return shape.Dim.Count > 2 && shape.Dim.Skip(2).All(size => size.DimValue == 1);
        }

        return OperatorKinds.Reduction.Contains(node.OpType) && CoversTheMap(node, rank);
    }

    private static bool KeepsOneValue(NodeProto node) => OperatorKinds.Pointwise.Contains(node.OpType)
        || OperatorKinds.Shape.Contains(node.OpType)
        || node.OpType is "Conv" or Convolution.GemmOperator or "MatMul" or BatchNormLayers.OperatorType or "LayerNormalization";

    private bool CoversTheMap(NodeProto node, int rank)
    {
        IEnumerable<long>? axes = node.Attribute.FirstOrDefault(attribute => attribute.Name == "axes")?.Ints;
        if (axes is null && node.Input.Count > 1 && constants.Resolve(node.Input[1]) is { } given)
        {
            axes = TensorData.ReadInt64s(given.Tensor, model.Folder, model.Name);
        }

        HashSet<long>? covered = axes?.Select(axis => axis < 0 ? axis + rank : axis).ToHashSet();
        return covered is null ? node.Input.Count == 1 : Enumerable.Range(2, Math.Max(0, rank - 2)).All(axis => covered.Contains(axis));
    }

    /// <summary>Whether a product's factors are functions of the same tensor, element by element: x·sigmoid(x), x·tanh(softplus(x)), …</summary>
    private bool IsSelfGated(NodeProto node) =>
        node.OpType is "Mul" or "Div" && DataInputs(node) is { Length: 2 } factors && Root(factors[0]) == Root(factors[1]);

    /// <summary>The value that this one is a function of, element by element; itself when there is no single other.</summary>
    private string Root(string value)
    {
        Stack<(string Value, string[]? Inputs)> pending = new([(value, null)]);
        while (pending.TryPop(out (string Value, string[]? Inputs) at))
        {
            if (at.Inputs is { } known)
            {
                string[] all = [.. known.Select(input => roots[input]).Distinct(StringComparer.Ordinal)];
                roots[at.Value] = all.Length == 1 ? all[0] : at.Value;
            }
            else if (roots.TryAdd(at.Value, at.Value) && StandardOrigin(at.Value) is { } node && OperatorKinds.Pointwise.Contains(node.OpType))
            {
                PushAll(pending, at.Value, DataInputs(node));
            }
        }

        return roots[value];
    }

    private static void PushAll(Stack<(string Value, string[]? Inputs)> pending, string value, string[] inputs)
    {
        pending.Push((value, inputs));
        foreach (string input in inputs)
        {
            pending.Push((input, null));
        }
    }

    private NodeProto? StandardOrigin(string value) => uses.OriginOf(value)?.Node is { } node && OperatorDomain.IsStandard(node.Domain) ? node : null;

    /// <summary>The inputs that bring values of the network, not constants.</summary>
    private string[] DataInputs(NodeProto node)
    {
        int read = OperatorKinds.FirstInputOnly.Contains(node.OpType) ? 1 : node.Input.Count;
        return [.. node.Input.Take(read).Where(input => input.Length > 0 && constants.Resolve(input) is null)];
    }
}
