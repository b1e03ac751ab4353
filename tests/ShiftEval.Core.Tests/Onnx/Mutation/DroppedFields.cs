using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>Takes away a field or an element of a list, anywhere.</summary>
internal sealed class DroppedFields : ProtoMutator
{
    protected override void Change(ModelProto model, Random random, string folder)
    {
        for (int drops = random.Next(1, 4); drops > 0; drops--)
        {
            // Not the graph itself, of whose absence there is nothing to learn twice.
            FieldSlot slot = Pick([.. MessageTree.Slots(model).Where(slot => slot.Value is not GraphProto || slot.Owner is not ModelProto)], random);
            if (slot.List is { } list)
            {
                list.RemoveAt(slot.Index);
            }
            else
            {
                slot.Field.Accessor.Clear(slot.Owner);
            }
        }
    }
}
