using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Walking;

namespace ShiftEval.Statistics;

/// <summary>An input of a node that reads a constant, and the values it is to read instead.</summary>
/// <param name="Site">Where the input can be given a value of its own, in the model that is written to.</param>
/// <param name="NodeName">How messages name the node.</param>
/// <param name="Owner">What the values belong to: a layer or a convolution.</param>
/// <param name="What">What they are to it, as the end of a tensor's name: <c>running_mean</c>, <c>weight</c>.</param>
/// <param name="Source">The constant read so far.</param>
/// <param name="Values">Gives the new values, rounded to the constant's element type when written; only asked for when their turn comes.</param>
internal sealed record ConstantSlot(
    ParameterSite Site, string NodeName, string Owner, string What, ResolvedConstant Source, Func<double[]> Values)
{
    /// <summary>The new values' shape, where it is not that of the constant.</summary>
    public IReadOnlyList<long>? Shape { get; init; }

    /// <summary>A second wish for the name of a tensor of its own, where the first is taken.</summary>
    public string? OtherName { get; init; }

    /// <summary>The same for slots that share their values: the tensor of the file; of values computed by nodes, the place that reads them.</summary>
    public (ByReference<object> Owner, int Input) Home => IsComputed
        ? (new ByReference<object>(Site.Node), Site.Input)
        : (new ByReference<object>(Source.Tensor), 0);

    /// <summary>How many places read the source, an output of its scope counted as one.</summary>
    public int HomeUses => Source.Frame.Values.UsesOf(Source.Name).Count + (Source.Frame.Values.IsGraphOutput(Source.Name) ? 1 : 0);

    /// <summary>Whether the source's own tensor can be written to: it lies in the file, in the scope of the place or around it, and the place names it.</summary>
    public bool IsDirect => !IsComputed && Shape is null && ReferenceEquals(Source.Frame.Root, Site.Frame.Root) && Site.Name == Source.Name;

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

    private bool IsComputed => Source.Home is ConstantHome.Computed or ConstantHome.ConstantNumbers;

    /// <summary>Why the place gets a tensor of its own.</summary>
    public string Reason => Shape is not null ? $"of another shape than {Source.Name}" : IsComputed ? $"which took it from {Site.Name}" : $"which shared {Source.Name}";
}
