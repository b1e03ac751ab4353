using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Statistics;

/// <summary>Given slots of a model: the same model where each reads its new values and nothing else does.</summary>
/// <remarks>
/// Exporters merge equal constants. A constant that only agreeing slots read is written in place; else each place gets a tensor of its
/// own (an initializer of the main graph, or a Constant in the function that it stands in) and the rest keeps the old. A slot that reads
/// its values already, rounded, stays as it is. Changes the model given.
/// </remarks>
/// <param name="model">Changed in place.</param>
/// <param name="overflowRemedy">What to do about values too large for their element type.</param>
internal sealed class ConstantWriter(OnnxModel model, string overflowRemedy)
{
    private readonly GraphEditor editor = new(model.Proto);
    private readonly ProblemList problems = new();

    /// <summary>What was changed so far.</summary>
    public List<StatisticsChange> Changes { get; } = [];

    /// <summary>Writes all slots; called once, since who reads what is not followed afterwards.</summary>
    /// <param name="slots">Slots of one place, met by several calls of a function, agree on their values.</param>
    public void Write(IEnumerable<ConstantSlot> slots)
    {
        foreach (ConstantSlot[] shared in slots.GroupBy(slot => slot.Home).Select(group => group.ToArray()))
        {
            WriteShared(shared);
        }
    }

    /// <summary>Adds a new constant of the values given for an input that a node does not have yet.</summary>
    /// <param name="node">The node.</param>
    /// <param name="nodeName">How messages name it.</param>
    /// <param name="position">The input, from 0; those before it are there.</param>
    /// <param name="name">The tensor's wished name.</param>
    /// <param name="type">The element type.</param>
    /// <param name="values">A vector.</param>
    public void AddInput(NodeProto node, string nodeName, int position, string name, DataType type, double[] values)
    {
        TensorProto tensor = TensorData.Zeros(name, type, [values.Length]);
        _ = Store(tensor, nodeName, name, values);
        editor.AddInitializer(model.Proto.Graph, tensor);
        while (node.Input.Count <= position)
        {
            node.Input.Add("");
        }

        GraphEditor.ReplaceInput(node, position, tensor.Name);
        Changes.Add(new StatisticsChange("added-initializer", tensor.Name, $"{nodeName} had none"));
        Changes.Add(new StatisticsChange("node-input", nodeName, $"input {position} is {tensor.Name}, which was left out"));
    }

    /// <summary>Throws when values were too large for the element type of their tensor.</summary>
    /// <exception cref="InputException">There are such values; all tensors are named.</exception>
    public void ThrowIfOverflowed() => problems.ThrowIfAny();

    private void WriteShared(ConstantSlot[] slots)
    {
        ConstantSlot first = slots[0];
        double[][] values = [.. slots.Select(slot => slot.Values())];
        int places = slots.DistinctBy(slot => slot.Site.Key).Count();
        bool alone = slots.All(slot => slot.IsDirect) && first.HomeUses == places;
        if (alone && Array.TrueForAll(values, other => other.AsSpan().SequenceEqual(values[0])))
        {
            if (Store(first.Source.Tensor, first.NodeName, first.What, values[0]))
            {
                Changes.Add(new StatisticsChange("values", first.Source.Name, $"{first.What} of {first.Owner}"));
            }

            return;
        }

        // All calls that lead to one place agree, but the values that they have so far may differ.
        HashSet<(ByReference<NodeProto>, int)> done = [];
        foreach ((ConstantSlot slot, double[] wanted) in slots.Zip(values))
        {
            TensorProto own = slot.Shape is null ? slot.Source.Tensor.Clone() : TensorData.Zeros("", (DataType)slot.Source.Tensor.DataType, slot.Shape);
            if ((Store(own, slot.NodeName, slot.What, wanted) || slot.Shape is not null) && done.Add(slot.Site.Key))
            {
                Materialise(slot, own);
            }
        }
    }

    private void Materialise(ConstantSlot slot, TensorProto tensor)
    {
        string reason = slot.Reason;
        string before = slot.Site.Name;
        tensor.Name = editor.FreshName($"{slot.Owner}.{slot.What}", slot.OtherName);
        FunctionProto? function = slot.Site.Frame.Root.Values.Scope.Function;
        if (function is null)
        {
            editor.AddNamedInitializer(model.Proto.Graph, tensor);
        }
        else
        {
            function.Node.Insert(0, GraphEditor.Constant(tensor.Name, tensor));
        }

        GraphEditor.ReplaceInput(slot.Site.Node, slot.Site.Input, tensor.Name);
        Changes.Add(new StatisticsChange(function is null ? "added-initializer" : "added-constant", tensor.Name, $"{slot.What} of {slot.Owner}, {reason}"));
        Changes.Add(new StatisticsChange("node-input", slot.Site.NodeName, $"input {slot.Site.Input} is {tensor.Name} instead of {before}"));
    }

    private bool Store(TensorProto tensor, string nodeName, string what, double[] values)
    {
        TensorWriteResult result = TensorData.WriteDoubles(tensor, values, model.Folder, model.Name);
        if (result.Overflowed > 0)
        {
            problems.Add(
                $"{model.Name}, node {nodeName}",
                $"{result.Overflowed} of {values.Length} new values of {what} are too large for {((OnnxElementType)tensor.DataType).ToName()}",
                overflowRemedy);
        }

        return result.Changed;
    }
}
