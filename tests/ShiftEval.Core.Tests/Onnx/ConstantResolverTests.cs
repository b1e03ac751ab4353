using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx;

public sealed class ConstantResolverTests
{
    [Fact]
    public void Resolve_Initializer_IsTheTensorInTheModel()
    {
        ModelProto model = new ModelBuilder().Initializer("w", [1]).Output("w").ToProto();

        ResolvedConstant constant = Resolve(model, "w")!;

        Assert.Equal((ConstantHome.Initializer, "w", false), (constant.Home, constant.Name, constant.ThroughIdentity));
        Assert.Same(model.Graph.Initializer[0], constant.Tensor);
        Assert.Same(model.Graph, constant.Scope.Graph);
        Assert.Null(constant.Node);
    }

    [Fact]
    public void Resolve_InitializerListedAsInput_SaysSo()
    {
        ModelProto model = new ModelBuilder().InitializerAlsoInput("w", [1]).Node("Identity", ["w"], ["v"]).Output("v").ToProto();

        ResolvedConstant constant = Resolve(model, "v")!;

        Assert.Equal((ConstantHome.InitializerAlsoInput, "w", true), (constant.Home, constant.Name, constant.ThroughIdentity));
    }

    [Fact]
    public void Resolve_ConstantNodeWithTensor_IsTheTensorInTheNode()
    {
        ModelProto model = new ModelBuilder().Constant("k", [1, 2]).Output("k").ToProto();

        ResolvedConstant constant = Resolve(model, "k")!;

        Assert.Equal((ConstantHome.ConstantTensor, false), (constant.Home, constant.ThroughIdentity));
        Assert.Same(model.Graph.Node[0], constant.Node);
        Assert.Same(model.Graph.Node[0].Attribute[0].T, constant.Tensor);
    }

    [Fact]
    public void Resolve_ConstantNodeWithPlainNumbers_GivesThemAsATensor()
    {
        ModelProto model = new ModelBuilder()
            .Node("Constant", [], ["f"], Attr.Float("value_float", 0.5f))
            .Node("Constant", [], ["fs"], Attr.Floats("value_floats", 1, 2))
            .Node("Constant", [], ["i"], Attr.Int("value_int", 7))
            .Node("Constant", [], ["is"], Attr.Ints("value_ints", 3, -1))
            .Output("f")
            .ToProto();

        Assert.Equal(ConstantHome.ConstantNumbers, Resolve(model, "f")!.Home);
        Assert.Empty(Resolve(model, "f")!.Tensor.Dims);
        Assert.Equal([0.5], TensorData.ReadDoubles(Resolve(model, "f")!.Tensor, null));
        Assert.Equal([1.0, 2], TensorData.ReadDoubles(Resolve(model, "fs")!.Tensor, null));
        Assert.Equal([2L], Resolve(model, "fs")!.Tensor.Dims);
        Assert.Equal([7L], TensorData.ReadInt64s(Resolve(model, "i")!.Tensor, null));
        Assert.Equal([3L, -1], TensorData.ReadInt64s(Resolve(model, "is")!.Tensor, null));
    }

    [Fact]
    public void Resolve_ChainOfIdentities_IsFollowedToItsHome()
    {
        ModelProto model = new ModelBuilder()
            .Initializer("w", [1])
            .Node("Identity", ["w"], ["a"])
            .Node(new NodeProto { OpType = "Identity", Domain = "ai.onnx" }, ["a"], ["b"])
            .Node("Identity", ["b"], ["c"])
            .Output("c")
            .ToProto();

        ResolvedConstant constant = Resolve(model, "c")!;

        Assert.Equal((ConstantHome.Initializer, "w", true), (constant.Home, constant.Name, constant.ThroughIdentity));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("viaIdentity")]
    [InlineData("computed")]
    [InlineData("foreign")]
    [InlineData("foreignConstant")]
    [InlineData("sparse")]
    [InlineData("text")]
    [InlineData("hollow")]
    [InlineData("dangling")]
    [InlineData("nothing")]
    [InlineData("")]
    public void Resolve_NoConstant_IsNull(string name)
    {
        ModelProto model = new ModelBuilder()
            .Input("x", 1)
            .Initializer("w", [1])
            .Node("Identity", ["x"], ["viaIdentity"])
            .Node("Relu", ["w"], ["computed"])
            .Node(new NodeProto { OpType = "Identity", Domain = "com.example" }, ["w"], ["foreign"])
            .Node(new NodeProto { OpType = "Constant", Domain = "com.example" }, [], ["foreignConstant"], Attr.Tensor("value", Tensors.Raw("", [1f])))
            .Node("Constant", [], ["text"], Attr.Text("value_string", "a"))
            .Node("Constant", [], ["hollow"])
            .Node("Identity", [], ["dangling"])
            .Output("x")
            .ToProto();
        model.Graph.SparseInitializer.Add(new SparseTensorProto { Values = Tensors.Raw("sparse", [1f]) });

        Assert.Null(Resolve(model, name));
    }

    [Fact]
    public void Resolve_IdentitiesInACircle_IsNull()
    {
        ModelProto model = new ModelBuilder()
            .Node("Identity", ["b"], ["a"])
            .Node("Identity", ["a"], ["b"])
            .Node("Identity", ["self"], ["self"])
            .Output("a")
            .ToProto();

        Assert.Null(Resolve(model, "a"));
        Assert.Null(Resolve(model, "self"));
    }

    [Fact]
    public void Resolve_FromASubgraph_FindsTheConstantOutside()
    {
        // The inner w lies behind the outer Identity by name only: the chain must go on outside.
        ModelBuilder inner = new ModelBuilder().Initializer("w", [9]).Node("Identity", ["outer"], ["y"]).Output("y");
        ModelProto model = new ModelBuilder()
            .Initializer("w", [1])
            .Node("Identity", ["w"], ["outer"])
            .Node("If", ["c"], ["z"], Attr.Graph("then_branch", inner))
            .Output("z")
            .ToProto();
        IReadOnlyList<ValueUses> all = ValueUses.OfModel(model);

        ResolvedConstant constant = new ConstantResolver(all[1]).Resolve("y")!;

        Assert.Same(model.Graph.Initializer[0], constant.Tensor);
        Assert.Same(all[0].Scope, constant.Scope);
        Assert.True(constant.ThroughIdentity);
        Assert.Equal(9, TensorData.ReadDoubles(new ConstantResolver(all[1]).Resolve("w")!.Tensor, null)[0]);
    }

    [Fact]
    public void Resolve_InAFunction_InputsAndAttributesOfTheCallAreNoConstants()
    {
        AttributeProto fromCall = new() { Name = "value", RefAttrName = "given", Type = AttributeProto.Types.AttributeType.Tensor };
        ModelBuilder body = new ModelBuilder()
            .Constant("k", [1])
            .Node("Constant", [], ["q"], fromCall)
            .Node("Identity", ["p"], ["r"]);
        ModelProto model = new ModelBuilder().Initializer("p", [1]).Output("p").Function("d", "f", ["p"], ["r"], body).ToProto();
        ConstantResolver resolver = new(ValueUses.OfModel(model)[1]);

        Assert.Equal(ConstantHome.ConstantTensor, resolver.Resolve("k")!.Home);
        Assert.Null(resolver.Resolve("q"));
        Assert.Null(resolver.Resolve("r"));
    }

    private static ResolvedConstant? Resolve(ModelProto model, string name) => new ConstantResolver(ValueUses.OfModel(model)[0]).Resolve(name);
}
