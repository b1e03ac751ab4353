using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Statistics.Folding;

/// <summary>Given slots of a model's main graph: the same model where each reads its new values and nothing else does.</summary>
/// <remarks>
/// Exporters merge equal constants. A constant that only agreeing slots read is written in place; else, and where it has no tensor of
/// its own to write to, each slot gets an initializer and the rest keeps the old. A slot that reads its values already, rounded, stays as it is. Changes the model given.
/// </remarks>
internal sealed class ConstantWriter
{
    private readonly OnnxModel model;
    private readonly string overflowRemedy;
    private readonly ValueUses uses;
    private readonly GraphEditor editor;
    private readonly List<StatisticsChange> changes = [];
    private readonly ProblemList problems = new();

    /// <summary>A writer for one model.</summary>
    /// <param name="model">Changed in place.</param>
    /// <param name="overflowRemedy">What to do about values too large for their element type.</param>
    public ConstantWriter(OnnxModel model, string overflowRemedy)
    {
        this.model = model;
        this.overflowRemedy = overflowRemedy;
        uses = ValueUses.OfModel(model.Proto)[0];
        editor = new GraphEditor(model.Proto);
    }

    /// <summary>What was changed so far.</summary>
    public List<StatisticsChange> Changes => changes;

    /// <summary>Writes all slots; called once, since who reads what is not followed afterwards.</summary>
    public void Write(IEnumerable<ConstantSlot> slots)
    {
        foreach (IGrouping<object, ConstantSlot> shared in slots.GroupBy(slot => (object)slot.Source.Tensor, ReferenceEqualityComparer.Instance))
        {
            WriteShared([.. shared]);
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
        changes.Add(new StatisticsChange("added-initializer", tensor.Name, $"{nodeName} had none"));
        changes.Add(new StatisticsChange("node-input", nodeName, $"input {position} is {tensor.Name}, which was left out"));
    }

    /// <summary>Throws when values were too large for the element type of their tensor.</summary>
    /// <exception cref="InputException">There are such values; all tensors are named.</exception>
    public void ThrowIfOverflowed() => problems.ThrowIfAny();

    private void WriteShared(ConstantSlot[] slots)
    {
        ResolvedConstant source = slots[0].Source;
        double[][] values = [.. slots.Select(slot => slot.Values())];
        bool alone = slots.All(slot => slot.IsDirect && slot.Shape is null)
            && uses.UsesOf(source.Name).Count == slots.Length
            && !uses.IsGraphOutput(source.Name)
            && source.Home is not (ConstantHome.ConstantNumbers or ConstantHome.Computed);
        if (alone && Array.TrueForAll(values, other => other.AsSpan().SequenceEqual(values[0])))
        {
            if (Store(source.Tensor, slots[0].NodeName, slots[0].What, values[0]))
            {
                changes.Add(new StatisticsChange("values", source.Name, $"{slots[0].What} of {slots[0].Owner}"));
            }

            return;
        }

        foreach ((ConstantSlot slot, double[] wanted) in slots.Zip(values))
        {
            TensorProto copy = slot.Shape is null ? source.Tensor.Clone() : TensorData.Zeros("", (DataType)source.Tensor.DataType, slot.Shape);
            if (!Store(copy, slot.NodeName, slot.What, wanted) && slot.Shape is null)
            {
                continue;
            }

            string old = slot.Node.Input[slot.Position];
            copy.Name = $"{slot.Owner}.{slot.What}";
            editor.AddInitializer(model.Proto.Graph, copy);
            GraphEditor.ReplaceInput(slot.Node, slot.Position, copy.Name);
            string reason = slot.Shape is null ? "in place of" : "of another shape than";
            changes.Add(new StatisticsChange("added-initializer", copy.Name, $"{slot.What} of {slot.Owner}, {reason} {source.Name}"));
            changes.Add(new StatisticsChange("node-input", slot.NodeName, $"input {slot.Position} is {copy.Name} instead of {old}"));
        }
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
