using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>A field of a message, or one element of a repeated field.</summary>
/// <param name="Owner">The message.</param>
/// <param name="Field">The field.</param>
/// <param name="Index">The element, from 0; -1 where the field is not repeated.</param>
internal sealed record FieldSlot(IMessage Owner, FieldDescriptor Field, int Index)
{
    public IList? List => Index < 0 ? null : (IList)Field.Accessor.GetValue(Owner);

    public object Value
    {
        get => List is { } list ? list[Index]! : Field.Accessor.GetValue(Owner);
        set
        {
            if (List is { } list)
            {
                list[Index] = value;
            }
            else
            {
                Field.Accessor.SetValue(Owner, value);
            }
        }
    }
}

/// <summary>Every field that is set, anywhere below a message.</summary>
internal static class MessageTree
{
    // Of long lists, as of numbers, the first elements stand for all.
    private const int MostElements = 64;

    public static List<FieldSlot> Slots(IMessage root)
    {
        List<FieldSlot> slots = [];
        Stack<IMessage> pending = new([root]);
        while (pending.TryPop(out IMessage? message))
        {
            foreach (FieldDescriptor field in message.Descriptor.Fields.InFieldNumberOrder())
            {
                if (field.IsRepeated)
                {
                    IList list = (IList)field.Accessor.GetValue(message);
                    for (int i = 0; i < list.Count && i < MostElements; i++)
                    {
                        Add(new FieldSlot(message, field, i), list[i]!);
                    }
                }
                else if (field.FieldType == FieldType.Message ? field.Accessor.GetValue(message) is not null : field.Accessor.HasValue(message))
                {
                    Add(new FieldSlot(message, field, -1), field.Accessor.GetValue(message));
                }
            }
        }

        return slots;

        void Add(FieldSlot slot, object value)
        {
            slots.Add(slot);
            if (value is IMessage inner)
            {
                pending.Push(inner);
            }
        }
    }
}
