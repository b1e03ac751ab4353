using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>Moves the nodes of the graph into If, Loop or Scan nodes in one another, deeper than anyone nests them, or many side by side.</summary>
internal sealed class NestedGraphs : ProtoMutator
{
    protected override void Change(ModelProto model, Random random, string folder)
    {
        int depth = random.Next(2) == 0 ? random.Next(1, 30) : random.Next(30, 300);
        GraphProto inner = new() { Name = "inner", Node = { model.Graph.Node }, Output = { model.Graph.Output } };
        string condition = model.Graph.Initializer.Count > 0 ? Pick(model.Graph.Initializer, random).Name : "";
        for (int level = 0; level < depth; level++)
        {
            inner = new GraphProto { Name = $"level{level}", Node = { Holder(inner, condition, random) }, Output = { model.Graph.Output } };
        }

        model.Graph.Node.Clear();
        model.Graph.Node.Add(inner.Node);
        if (random.Next(3) == 0)
        {
            AttributeProto[] copies = [.. Enumerable.Range(0, 200).Select(i => new AttributeProto { Name = $"g{i}", Type = AttributeProto.Types.AttributeType.Graph, G = new GraphProto { Name = "g" } })];
            model.Graph.Node[0].Attribute.Add(copies);
            model.Graph.Node[0].Name = new string('n', 50_000);
        }
    }

    private static NodeProto Holder(GraphProto graph, string condition, Random random)
    {
        string operation = Pick(["If", "If", "If", "Loop", "Scan", "Unknown"], random);
        NodeProto node = new() { OpType = operation, Name = $"{operation}{random.Next(3)}", Output = { graph.Output.Select(output => output.Name) } };
        node.Input.Add(condition);
        string attribute = operation == "If" ? Pick(["then_branch", "else_branch"], random) : "body";
        node.Attribute.Add(new AttributeProto { Name = attribute, Type = AttributeProto.Types.AttributeType.Graph, G = graph });
        return node;
    }
}
