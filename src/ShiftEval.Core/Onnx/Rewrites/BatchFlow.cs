using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx.Rewrites;

/// <summary>
/// Follows the batch through a graph, node by node. A value is either constant, independent of the image input; or batched: axis 0
/// is the batch, each sample's slice depends on that sample alone, and the other sizes do not depend on the batch; or a list of
/// sizes with the batch size among them, see <see cref="BatchSizes"/>.
/// </summary>
internal sealed class BatchFlow
{
    private readonly OnnxModel model;
    private readonly IReadOnlyDictionary<string, long[]> shapes;
    private readonly ValueUses uses;
    private readonly HashSet<string> batched = new(StringComparer.Ordinal);
    private readonly List<(NodeProto Node, int Input, long[] Values)> targets = [];

    /// <param name="model">The copy to rewrite.</param>
    /// <param name="input">The image input.</param>
    /// <param name="batch">The batch that the file fixes.</param>
    /// <param name="shapes">Actual shapes at that batch.</param>
    public BatchFlow(OnnxModel model, string input, long batch, IReadOnlyDictionary<string, long[]> shapes)
    {
        this.model = model;
        this.shapes = shapes;
        Input = input;
        Batch = batch;
        uses = ValueUses.OfModel(model.Proto)[0];
        Constants = new ConstantResolver(uses);
        Sizes = new BatchSizes(this);
        batched.Add(input);
    }

    public OnnxModel Model => model;

    public string Input { get; }

    public long Batch { get; }

    public ConstantResolver Constants { get; }

    public BatchSizes Sizes { get; }

    public bool IsBatched(string name) => batched.Contains(name);

    /// <summary>A value's shape at the fixed batch; null when it is not known.</summary>
    public long[]? Shape(string name) =>
        uses.OriginOf(name)?.Initializer is { } tensor ? [.. tensor.Dims] : shapes.GetValueOrDefault(name);

    /// <summary>Notes that an input of a node, a list of sizes, has to read other numbers once the batch is free.</summary>
    public void Retarget(NodeProto node, int input, long[] values) => targets.Add((node, input, values));

    /// <summary>Follows the batch to the outputs.</summary>
    /// <returns>The obstacle, or null.</returns>
    public string? Run() => model.Proto.Graph.Node.Select(Follow).FirstOrDefault(obstacle => obstacle is not null);

    /// <summary>Writes the sizes that have to change, un-shared from readers that keep the old ones.</summary>
    public void Rewrite()
    {
        GraphEditor editor = new(model.Proto);
        foreach ((NodeProto node, int input, long[] values) in targets)
        {
            if (Own(node.Input[input]) is { } own)
            {
                own.Int64Data.Clear();
                own.RawData = TensorData.Vector("", values).RawData;
                continue;
            }

            GraphEditor.ReplaceInput(node, input, editor.AddInitializer(model.Proto.Graph, TensorData.Vector(node.Input[input], values)));
        }
    }

    private string? Follow(NodeProto node)
    {
        if (!OperatorDomain.IsStandard(node.Domain))
        {
            return $"{NodeText.Phrase(node)} is of the domain {node.Domain}, whose operators are not known here";
        }

        if (node.Attribute.Any(attribute => attribute.G is not null || attribute.Graphs.Count > 0))
        {
            return $"{NodeText.Phrase(node)} holds subgraphs";
        }

        if (BatchRules.IsRandom(node.OpType))
        {
            return $"{NodeText.Phrase(node)} draws random numbers";
        }

        string? why = Sizes.Concerns(node) && !TakesTarget(node) ? Sizes.Follow(node)
            : node.Input.Any(IsBatched) ? BatchRules.Check(new BatchNode(this, node)) ?? Accept(node)
            : null;
        return why is null ? null : $"{NodeText.Phrase(node)} {why}";
    }

    // The one place where the batch size may leave the lists of sizes.
    private bool TakesTarget(NodeProto node) => node.OpType == "Reshape" && !Sizes.HasBatch(node.Input[0]) && IsBatched(node.Input[0]);

    private string? Accept(NodeProto node) =>
        node.Output.Where(output => output.Length > 0).Select(Accept).FirstOrDefault(why => why is not null);

    private string? Accept(string output)
    {
        batched.Add(output);
        return Shape(output) switch
        {
            null => $"gives {output}, whose shape is not known",
            [long first, ..] when first == Batch => null,
            _ => $"gives {output}, whose first axis is not the batch",
        };
    }

    // The inline tensor behind a value that one node alone reads, directly.
    private TensorProto? Own(string name) =>
        Constants.Resolve(name) is { Home: ConstantHome.Initializer or ConstantHome.ConstantTensor, ThroughIdentity: false } constant
            && uses.UsesOf(name).Count == 1 && !uses.IsGraphOutput(name)
            && constant.Tensor.DataType == (int)OnnxElementType.Int64 && !ExternalData.IsExternal(constant.Tensor)
            ? constant.Tensor
            : null;
}
