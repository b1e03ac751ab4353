using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Walking;

namespace ShiftEval.Statistics;

/// <summary>The place in a file where one layer's parameter can be given a value of its own.</summary>
/// <param name="Node">The BatchNorm, or the outermost function call that hands the value to it alone.</param>
/// <param name="Input">The input of that node, from 0.</param>
/// <param name="Frame">Where the node is met.</param>
internal sealed record ParameterSite(NodeProto Node, int Input, CallFrame Frame)
{
    /// <summary>The same for the same place, whichever call of a function leads to it.</summary>
    public (ByReference<NodeProto> Node, int Input) Key => (new ByReference<NodeProto>(Node), Input);

    /// <summary>The name that is read there.</summary>
    public string Name => Node.Input[Input];

    /// <summary>The outermost such place of a node's input: function inputs that nobody else reads are passed outwards.</summary>
    public static ParameterSite Of(PlacedNode placed, int input)
    {
        ParameterSite site = new(placed.Proto, input, placed.Frame);
        while (site.Outwards() is { } outer)
        {
            site = outer;
        }

        return site;
    }

    private ParameterSite? Outwards()
    {
        if (Frame.Locate(Name) is not ({ Kind: ValueOriginKind.Input }, { Kind: FrameKind.Function, Parent: { } caller, Owner: { } call } home))
        {
            return null;
        }

        int position = home.Values.Scope.Function!.Input.IndexOf(Name);
        bool alone = home.Values.UsesOf(Name).Count == 1 && !home.Values.IsGraphOutput(Name);
        return alone && position >= 0 && position < call.Input.Count ? new ParameterSite(call, position, caller) : null;
    }
}
