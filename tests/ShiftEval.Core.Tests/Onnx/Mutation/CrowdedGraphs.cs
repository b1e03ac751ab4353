using ShiftEval.Onnx.Proto;
using static ShiftEval.Tests.Onnx.Mutation.BatchNormParameter;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>More of one thing than any model has: nodes in a row, layers that share a tensor or a name, attributes, inputs.</summary>
internal sealed class CrowdedGraphs : ProtoMutator
{
    protected override void Change(ModelProto model, Random random, string folder)
    {
        switch (random.Next(6))
        {
            case 0:
                Chain(model, Pick(["Relu", "Identity", "Conv", "Mul", "Cast"], random), random.Next(1000, 20_000));
                break;
            case 1:
                Layers(model, random.Next(100, 5000), random.Next(1000, 100_000));
                break;
            case 2:
                Readers(model, random.Next(1000, 20_000));
                break;
            case 3:
                Same(model, random.Next(1000, 20_000));
                break;
            case 4:
                NodeProto node = Pick(model.Graph.Node, random);
                node.Attribute.Add(Enumerable.Range(0, 50_000).Select(i => Attr.Int(random.Next(2) == 0 ? "epsilon" : $"a{i}", i)));
                break;
            default:
                model.OpsetImport.Add(Enumerable.Range(0, 20_000).Select(i => new OperatorSetIdProto { Domain = i % 2 == 0 ? "" : $"d{i}", Version = random.Next(1, 25) }));
                break;
        }
    }

    // In front of a convolution that has a bias and leads to the output through its own gate.
    private static void Chain(ModelProto model, string operation, int length)
    {
        model.Graph.Initializer.Add(Tensors.Raw("chain.w", new float[9], 3, 3, 1, 1));
        model.Graph.Initializer.Add(Tensors.Raw("chain.b", new float[3]));
        string value = model.Graph.Input.FirstOrDefault()?.Name ?? "x";
        for (int i = 0; i < length; i++)
        {
            string[] inputs = operation switch { "Conv" => [value, "chain.w", "chain.b"], "Mul" => [value, value], _ => [value] };
            model.Graph.Node.Add(Node(operation, inputs, $"chain{i}"));
            value = $"chain{i}";
        }

        model.Graph.Node.Add(Node("Conv", [value, "chain.w", "chain.b"], "chain"));
        model.Graph.Node.Add(Node("Mul", ["chain", value], "chain.gated"));
        model.Graph.Node.Add(Node("Div", ["chain.gated", value], model.Graph.Output[0].Name + ".late"));
    }

    private static void Layers(ModelProto model, int layers, int channels)
    {
        model.Graph.Initializer.Add(Tensors.Raw("crowd", new float[channels]));
        model.Graph.Node.Add(Enumerable.Range(0, layers).Select(i => Node("BatchNormalization", ["x", "crowd", "crowd", "crowd", "crowd"], $"crowd{i}")));
    }

    // Every layer follows the same long way to its mean.
    private static void Readers(ModelProto model, int readers)
    {
        model.Graph.Initializer.Add(Tensors.Raw("long0", new float[3]));
        model.Graph.Node.Add(Enumerable.Range(0, 11_000).Select(i => Node("Identity", [$"long{i}"], $"long{i + 1}")));
        model.Graph.Node.Add(Enumerable.Range(0, readers).Select(i => Node("Add", [$"long{900 + (i % 10_000)}", "long0"], $"reader{i}")));
        model.Graph.Node.Add(Enumerable.Range(0, 200).Select(i => Node("BatchNormalization", ["x", "long0", "long0", $"long{900 + i}", "long0"], $"norm{i}")));
    }

    private static void Same(ModelProto model, int count)
    {
        model.Graph.Initializer.Add(Tensors.Raw("same.w", new float[9], 3, 3, 1, 1));
        model.Graph.Initializer.Add(Tensors.Raw("same", new float[3]));
        for (int i = 0; i < count; i++)
        {
            NodeProto node = i % 2 == 0 ? Node("Conv", ["x", "same.w", "same"], $"same{i}") : Node("BatchNormalization", [$"same{i - 1}", "same", "same", "same", "same"], $"same{i}");
            node.Name = "same";
            model.Graph.Node.Add(node);
        }
    }
}
