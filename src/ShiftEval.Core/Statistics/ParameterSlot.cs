using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Walking;

namespace ShiftEval.Statistics;

/// <summary>The mean or the variance of one layer: where it comes from, where it can be changed, and what it shall be.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Position">Which input of the BatchNorm it is.</param>
/// <param name="Source">The constant that it is now.</param>
/// <param name="Site">Where it can be given a value of its own.</param>
/// <param name="Values">What it shall be, one value a channel.</param>
internal sealed record ParameterSlot(BatchNormLayer Layer, int Position, ResolvedConstant Source, ParameterSite Site, double[] Values)
{
    /// <summary>The parameter's name, for messages and new tensors.</summary>
    public string What => Position == BatchNormSlot.Mean ? "running_mean" : "running_var";

    /// <summary>Whether the source is a tensor of the file, in the scope of the place that reads it or around it, so that it can be written to.</summary>
    public bool IsWritable =>
        Source.Home is ConstantHome.Initializer or ConstantHome.InitializerAlsoInput or ConstantHome.ConstantTensor
        && ReferenceEquals(Source.Frame.Root, Site.Frame.Root);

    /// <summary>The same for slots that share their values: the tensor of the file; of values computed by nodes, the place that reads them.</summary>
    public (ByReference<object> Owner, int Input) Home => Source.Home is ConstantHome.Computed or ConstantHome.ConstantNumbers
        ? (new ByReference<object>(Site.Node), Site.Input)
        : (new ByReference<object>(Source.Tensor), 0);

    /// <summary>How many places read the source, an output of its scope counted as one.</summary>
    public int HomeUses => Source.Frame.Values.UsesOf(Source.Name).Count + (Source.Frame.Values.IsGraphOutput(Source.Name) ? 1 : 0);

    /// <summary>The functions on the way from the main graph to the place, innermost first.</summary>
    public IEnumerable<FunctionProto> Functions
    {
        get
        {
            for (CallFrame root = Site.Frame.Root; root is { Kind: FrameKind.Function, Parent: { } caller }; root = caller.Root)
            {
                yield return root.Values.Scope.Function!;
            }
        }
    }

    /// <summary>The slots of all layers, mean before variance.</summary>
    public static IReadOnlyList<ParameterSlot> Of(OnnxModel model, IReadOnlyList<BatchNormLayer> layers, ModelStatistics statistics)
    {
        List<ParameterSlot> slots = [];
        foreach (BatchNormLayer layer in layers)
        {
            ConstantResolver constants = new(layer.Placed.Frame, model.Folder);
            Add(layer, BatchNormSlot.Mean, statistics[layer.Name].Mean);
            Add(layer, BatchNormSlot.Variance, statistics[layer.Name].Variance);

            void Add(BatchNormLayer owner, int position, double[] values) =>
                slots.Add(new ParameterSlot(owner, position, constants.Resolve(owner.Proto.Input[position])!, ParameterSite.Of(owner.Placed, position), values));
        }

        return slots;
    }

    /// <summary>Lets the place read a tensor of its own: an initializer of the main graph, or a Constant in the function that it stands in.</summary>
    /// <returns>What changed.</returns>
    public IReadOnlyList<StatisticsChange> Materialise(ModelProto model, TensorProto tensor, GraphEditor editor)
    {
        string before = Site.Name;
        string reader = Site.Node.Name.Length > 0 ? Site.Node.Name : Site.Node.Output.FirstOrDefault(output => output.Length > 0) ?? "";
        string origin = Source.Home is ConstantHome.Computed or ConstantHome.ConstantNumbers ? $"which took it from {before}" : $"which shared {Source.Name}";
        tensor.Name = $"{Layer.Name}.{What}";
        string kind = "added-initializer";
        if (Site.Frame.Root.Values.Scope.Function is { } function)
        {
            kind = "added-constant";
            tensor.Name = editor.FreshName(tensor.Name);
            function.Node.Insert(0, new NodeProto
            {
                OpType = "Constant",
                Output = { tensor.Name },
                Attribute = { new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = tensor } },
            });
        }
        else
        {
            editor.AddInitializer(model.Graph, tensor);
        }

        GraphEditor.ReplaceInput(Site.Node, Site.Input, tensor.Name);
        return
        [
            new StatisticsChange(kind, tensor.Name, $"{What} of {Layer.Name}, {origin}"),
            new StatisticsChange("node-input", reader, $"input {Site.Input} is {tensor.Name} instead of {before}"),
        ];
    }
}
