using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx;

public sealed class GraphEditorTests
{
    [Fact]
    public void FreshName_TakenAnywhere_GetsANumber()
    {
        ModelBuilder inner = new ModelBuilder().Node("Neg", ["innerInput"], ["innerOutput"]).Output("innerOutput");
        ModelProto model = new ModelBuilder()
            .Input("x", 1)
            .Initializer("w", [1])
            .Node("If", ["c"], ["y"], Attr.Graph("then_branch", inner))
            .Output("y")
            .Function("d", "f", ["p"], ["q"], new ModelBuilder().Node("Neg", ["p"], ["hidden"]))
            .ToProto();
        model.Graph.ValueInfo.Add(new ValueInfoProto { Name = "typed" });
        model.Graph.SparseInitializer.Add(new SparseTensorProto { Values = Tensors.Raw("sparse", [1f]) });

        GraphEditor editor = new(model);

        Assert.True(editor.Has("hidden"));
        Assert.False(editor.Has("free"));
        Assert.Equal("free", editor.FreshName("free"));
        Assert.Equal(["free_1", "free_2"], [editor.FreshName("free"), editor.FreshName("free")]);
        Assert.All(
            ["x", "w", "c", "y", "innerInput", "innerOutput", "p", "q", "hidden", "typed", "sparse"],
            name => Assert.Equal($"{name}_1", editor.FreshName(name)));
        Assert.Equal("_1", editor.FreshName(""));
    }

    [Fact]
    public void AddInitializer_NameTaken_GetsAFreshOneAndNoInput()
    {
        ModelProto model = new ModelBuilder().Initializer("w", [1]).Output("w").ToProto();
        TensorProto copy = model.Graph.Initializer[0].Clone();

        string name = new GraphEditor(model).AddInitializer(model.Graph, copy);

        Assert.Equal("w_1", name);
        Assert.Equal(["w", "w_1"], model.Graph.Initializer.Select(tensor => tensor.Name));
        Assert.Empty(model.Graph.Input);
    }

    [Fact]
    public void AddInitializer_FileBeforeIr4_BecomesAnInputOfTheMainGraphToo()
    {
        ModelBuilder inner = new ModelBuilder().Initializer("v", [1]).Output("v");
        ModelProto model = new ModelBuilder()
            .InitializerAlsoInput("w", [1, 2])
            .Node("If", ["w"], ["y"], Attr.Graph("then_branch", inner))
            .Output("y")
            .ToProto(irVersion: 3);
        GraphEditor editor = new(model);

        editor.AddInitializer(model.Graph, model.Graph.Initializer[0].Clone());
        editor.AddInitializer(model.Graph.Node[0].Attribute[0].G, Tensors.Raw("v", [1f]));

        ValueInfoProto expected = model.Graph.Input[0].Clone();
        expected.Name = "w_1";
        Assert.Equal(expected, model.Graph.Input[1]);
        Assert.Equal(2, model.Graph.Input.Count);
        Assert.Empty(model.Graph.Node[0].Attribute[0].G.Input);
    }

    [Fact]
    public void ReplaceInput_OneOfTwoReaders_LeavesTheOtherAlone()
    {
        ModelProto model = new ModelBuilder()
            .Initializer("w", [1])
            .Node("Add", ["w", "w"], ["a"])
            .Node("Mul", ["a", "w"], ["b"])
            .Output("b")
            .ToProto();
        ValueUse use = ValueUses.OfModel(model)[0].UsesOf("w")[1];

        GraphEditor.ReplaceInput(use.Node, use.InputIndex, "v");

        Assert.Equal(["w", "v"], model.Graph.Node[0].Input);
        Assert.Equal(["a", "w"], model.Graph.Node[1].Input);
    }
}
