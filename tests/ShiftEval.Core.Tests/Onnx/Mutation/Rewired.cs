using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>Lets nodes read what comes later, or themselves, so that the graph runs in a circle; or changes their operator.</summary>
internal sealed class Rewired : ProtoMutator
{
    protected override void Change(ModelProto model, Random random, string folder)
    {
        foreach (GraphScope scope in GraphScope.All(model))
        {
            NodeProto[] nodes = [.. scope.Nodes.Where(node => node.Output.Count > 0)];
            string[] operators = [.. nodes.Select(node => node.OpType)];
            for (int changes = random.Next(1, 6); changes > 0 && nodes.Length > 0; changes--)
            {
                NodeProto node = Pick(nodes, random);
                switch (random.Next(5))
                {
                    case 0 when node.Input.Count > 0:
                        node.Input[random.Next(node.Input.Count)] = node.Output[0];
                        break;
                    case 1:
                        node.OpType = random.Next(2) == 0 ? "Identity" : Pick(operators, random);
                        break;
                    case 2:
                        node.Input.Add(Pick(nodes, random).Output[0]);
                        break;
                    case 3 when random.Next(3) == 0:
                        node.Output.Clear();
                        nodes = [.. nodes.Where(other => other.Output.Count > 0)];
                        break;
                    default:
                        if (node.Input.Count > 0)
                        {
                            node.Input[random.Next(node.Input.Count)] = Pick(nodes, random).Output[0];
                        }

                        break;
                }
            }
        }
    }
}
