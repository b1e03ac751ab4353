using Google.Protobuf;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>Repeats an element of a list, exchanges two, or turns a list round.</summary>
internal sealed class RepeatedFields : ProtoMutator
{
    protected override void Change(ModelProto model, Random random, string folder)
    {
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            FieldSlot[] elements = [.. MessageTree.Slots(model).Where(slot => slot.Index >= 0)];
            FieldSlot one = Pick(elements, random);
            System.Collections.IList list = one.List!;
            int other = random.Next(list.Count);
            switch (random.Next(3))
            {
                case 0:
                    list.Insert(other, one.Value is IDeepCloneable<NodeProto> node ? node.Clone() : one.Value);
                    break;
                case 1:
                    (list[one.Index], list[other]) = (list[other], list[one.Index]);
                    break;
                default:
                    object[] turned = [.. list.Cast<object>().Reverse()];
                    list.Clear();
                    foreach (object element in turned)
                    {
                        list.Add(element);
                    }

                    break;
            }
        }
    }
}
