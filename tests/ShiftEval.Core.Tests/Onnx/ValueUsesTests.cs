using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx;

public sealed class ValueUsesTests
{
    [Fact]
    public void OriginOf_EachKindOfValue_IsTold()
    {
        ModelProto model = new ModelBuilder()
            .Input("x", 1)
            .Initializer("w", [1])
            .InitializerAlsoInput("d", [2])
            .Node("Split", ["x"], ["a", "", "b"])
            .Output("b")
            .ToProto();
        model.Graph.SparseInitializer.Add(new SparseTensorProto { Values = Tensors.Raw("s", [1f]) });
        ValueUses values = ValueUses.OfModel(model)[0];

        Assert.Equal(ValueOriginKind.Input, values.OriginOf("x")!.Kind);
        Assert.Equal(ValueOriginKind.SparseInitializer, values.OriginOf("s")!.Kind);
        Assert.Equal(new ValueOrigin(ValueOriginKind.Initializer, values.Scope, Initializer: model.Graph.Initializer[0]), values.OriginOf("w"));
        Assert.Equal(new ValueOrigin(ValueOriginKind.InitializerAlsoInput, values.Scope, Initializer: model.Graph.Initializer[1]), values.OriginOf("d"));
        ValueOrigin origin = values.OriginOf("b")!;
        Assert.Equal((ValueOriginKind.Node, 2), (origin.Kind, origin.OutputIndex));
        Assert.Same(model.Graph.Node[0], origin.Node);
        Assert.Null(values.OriginOf(""));
        Assert.Null(values.OriginOf("unknown"));
        Assert.True(values.IsGraphOutput("b"));
        Assert.False(values.IsGraphOutput("a"));
    }

    [Fact]
    public void UsesOf_SharedInitializer_ListsEveryReaderAndSlot()
    {
        ModelProto model = new ModelBuilder()
            .Input("x", 1)
            .Initializer("w", [1])
            .Node("Add", ["x", "w"], ["a"])
            .Node("Mul", ["w", "w"], ["b"])
            .Node("Clip", ["a", "", "b"], ["c"])
            .Output("c")
            .ToProto();
        ValueUses values = ValueUses.OfModel(model)[0];

        Assert.Equal(
            [new(model.Graph.Node[0], 1, values.Scope), new(model.Graph.Node[1], 0, values.Scope), new ValueUse(model.Graph.Node[1], 1, values.Scope)],
            values.UsesOf("w"));
        Assert.Equal([new ValueUse(model.Graph.Node[2], 2, values.Scope)], values.UsesOf("b"));
        Assert.Empty(values.UsesOf("c"));
        Assert.Empty(values.UsesOf(""));
    }

    [Fact]
    public void UsesOf_ValueReadInNestedSubgraphs_ReachesTheScopeThatDefinesIt()
    {
        ModelBuilder innermost = new ModelBuilder().Node("Neg", ["w"], ["deep"]).Output("deep");
        ModelBuilder inner = new ModelBuilder()
            .Node("Relu", ["w"], ["r"])
            .Node("If", ["c"], ["deeper"], Attr.Graph("then_branch", innermost))
            .Output("deeper");
        ModelProto model = new ModelBuilder()
            .Input("c", 1)
            .Initializer("w", [1])
            .Node("If", ["c"], ["y"], Attr.Graph("then_branch", inner))
            .Node("Abs", ["w"], ["z"])
            .Output("y")
            .ToProto();
        IReadOnlyList<ValueUses> all = ValueUses.OfModel(model);

        Assert.Equal(["Abs", "Relu", "Neg"], all[0].UsesOf("w").Select(use => use.Node.OpType));
        Assert.Equal(["", "If ''.then_branch", "If ''.then_branch/If ''.then_branch"], all[0].UsesOf("w").Select(use => use.Scope.Path));
        Assert.Equal(["Relu", "Neg"], all[1].UsesOf("w").Select(use => use.Node.OpType));
        Assert.Equal(["If", "If"], all[0].UsesOf("c").Select(use => use.Node.OpType));
        Assert.Same(model.Graph.Initializer[0], all[2].OriginOf("w")!.Initializer);
        Assert.Same(all[0].Scope, all[2].OriginOf("w")!.Scope);
        Assert.False(all[2].Defines("w"));
    }

    [Theory]
    [InlineData("input")]
    [InlineData("initializer")]
    [InlineData("node")]
    public void UsesOf_SubgraphWithItsOwnValueOfThatName_IsNoUse(string kind)
    {
        ModelBuilder inner = new ModelBuilder().Node("Relu", ["w"], ["r"]).Output("w");
        inner = kind switch
        {
            "input" => inner.Input("w", 1),
            "initializer" => inner.Initializer("w", [1]),
            _ => inner.Constant("w", [1]),
        };
        ModelProto model = new ModelBuilder()
            .Initializer("w", [1])
            .Node("Loop", ["n"], ["y"], Attr.Graph("body", inner))
            .Output("y")
            .ToProto();
        IReadOnlyList<ValueUses> all = ValueUses.OfModel(model);

        Assert.Empty(all[0].UsesOf("w"));
        Assert.Equal("Relu", Assert.Single(all[1].UsesOf("w")).Node.OpType);
        Assert.Same(all[1].Scope, all[1].OriginOf("w")!.Scope);
    }

    [Fact]
    public void UsesOf_SubgraphThatHandsAValueStraightOut_IsAUse()
    {
        ModelProto model = new ModelBuilder()
            .Initializer("w", [1])
            .Node("If", ["c"], ["y"], Attr.Graph("then_branch", new ModelBuilder().Output("w")))
            .Output("y")
            .ToProto();
        IReadOnlyList<ValueUses> all = ValueUses.OfModel(model);

        Assert.Equal([new ValueUse(model.Graph.Node[0], ValueUse.SubgraphOutput, all[1].Scope)], all[0].UsesOf("w"));
        Assert.True(all[1].IsGraphOutput("w"));
    }

    [Fact]
    public void OfModel_SubgraphsAndFunctions_AreScopesOfTheirOwn()
    {
        ModelBuilder branch = new ModelBuilder().Constant("k", [1]).Output("k");
        ModelBuilder body = new ModelBuilder()
            .Node("If", ["p"], ["q"], Attr.Graph("then_branch", branch))
            .Node("Add", ["p", "w"], ["r"]);
        ModelProto model = new ModelBuilder()
            .Initializer("w", [1])
            .Node(new NodeProto { OpType = "If", Name = "n1" }, ["w"], ["y"], Attr.Graphs("branches", branch, branch))
            .Output("y")
            .Function("com.example", "f", ["p"], ["r"], body)
            .ToProto();

        IReadOnlyList<ValueUses> all = ValueUses.OfModel(model);

        Assert.Equal(
            ["", "If 'n1'.branches", "If 'n1'.branches", "function com.example.f", "function com.example.f/If ''.then_branch"],
            all.Select(values => values.Scope.Path));
        Assert.Equal([null, all[0], all[0], null, all[3]], all.Select(values => values.Outer));
        ValueUses function = all[3];
        Assert.Null(function.OriginOf("w"));
        Assert.Equal(ValueOriginKind.Input, function.OriginOf("p")!.Kind);
        Assert.Equal(["If", "Add"], function.UsesOf("p").Select(use => use.Node.OpType));
        Assert.True(function.IsGraphOutput("r"));
        Assert.Equal("If", Assert.Single(all[0].UsesOf("w")).Node.OpType);
        Assert.Same(model.Graph.Node[0], all[1].Scope.Owner);
    }

    [Fact]
    public void UsesOf_EveryReferenceModel_AsANaiveSearchFindsThem()
    {
        string folder = SharedReference.FolderOrSkip();
        Assert.All(Directory.GetFiles(folder, "*.onnx", SearchOption.AllDirectories), file =>
        {
            GraphProto graph = OnnxModel.Load(file).Proto.Graph;
            if (graph.Node.Any(node => node.Attribute.Any(attribute => attribute.G is not null)))
            {
                return;
            }

            ValueUses values = ValueUses.OfModel(new ModelProto { Graph = graph })[0];
            foreach (string name in graph.Node.SelectMany(node => node.Input).Where(name => name.Length > 0).Distinct())
            {
                List<(NodeProto, int)> expected = [];
                foreach (NodeProto node in graph.Node)
                {
                    for (int i = 0; i < node.Input.Count; i++)
                    {
                        if (node.Input[i] == name)
                        {
                            expected.Add((node, i));
                        }
                    }
                }

                Assert.Equal(expected, values.UsesOf(name).Select(use => (use.Node, use.InputIndex)));
                Assert.NotNull(values.OriginOf(name));
            }
        });
    }
}
