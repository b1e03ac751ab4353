using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Rewrites;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Tests.Onnx.Rewrites;

public sealed class OpsetUpgradeTests
{
    public static TheoryData<string> Cases => [.. OpsetUpgradeCases.All.Keys];

    public static TheoryData<string> Refusals => [.. OpsetUpgradeCases.Refused.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Apply_OldOperator_GivesWhatItsOldVersionSays(string name)
    {
        OpsetUpgradeCases.Case one = OpsetUpgradeCases.All[name];
        byte[] before = one.Model.ToBytes();

        (OnnxModel written, _) = OpsetUpgrade.Apply(one.Model);

        Assert.Equal(before, one.Model.ToBytes());
        Assert.Equal(7, written.OpsetVersion);
        (float[] values, long[] shape) = RuntimeRun.Run(written, ("x", one.X, one.Shape))[0];
        Assert.Equal(one.ExpectedShape, shape);
        FreeBatchGraphs.Close(one.Expected, values);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Apply_NoProvablyEqualForm_NamesNodeOperatorAndReason(string name)
    {
        (OnnxModel model, string message) = OpsetUpgradeCases.Refused[name];

        InputException failure = Assert.Throws<InputException>(() => OpsetUpgrade.Apply(model));

        Assert.StartsWith("model.onnx, node ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(17)]
    public void Apply_NewEnough_IsTheModelItself(long opset)
    {
        OnnxModel model = new ModelBuilder().Input("x", 2).Node("Affine", ["x"], ["y"]).Output("y", 2).ToModel(opset);

        (OnnxModel written, IReadOnlyList<OperatorChange> changes) = OpsetUpgrade.Apply(model);

        Assert.Same(model, written);
        Assert.Empty(changes);
    }

    [Fact]
    public void Apply_SeveralRefusals_AreAllTold()
    {
        OnnxModel model = new ModelBuilder().Input("x", 2)
            .Node("Affine", ["x"], ["a"]).Node("Relu", ["a"], ["b"]).Node("GRUUnit", ["b"], ["y"]).Output("y", 2).ToModel(6);

        InputException failure = Assert.Throws<InputException>(() => OpsetUpgrade.Apply(model));

        Assert.Equal(
            "model.onnx, node a: Affine of opset 6 has no known form at opset 7. Export the model again, with opset 7 or above.\n"
            + "model.onnx, node y: GRUUnit of opset 6 has no known form at opset 7. Export the model again, with opset 7 or above.",
            failure.Message);
    }

    [Fact]
    public void Apply_WithoutVersions_DeclaresThemAndAttributeTypes()
    {
        OnnxModel model = new ModelBuilder().Input("x", 2).Node("Elu", ["x"], ["y"], new AttributeProto { Name = "alpha", F = 2 }).Output("y", 2)
            .ToModel(opset: 0, irVersion: 1);

        (OnnxModel written, _) = OpsetUpgrade.Apply(model);

        Assert.Equal(7, written.OpsetVersion);
        Assert.Equal(3, written.Proto.IrVersion);
        FreeBatchGraphs.Close([1, (float)(2 * (Math.Exp(-1) - 1))], RuntimeRun.First(written, "x", [1, -1], 2));
    }

    [Fact]
    public void Apply_Subgraph_IsVisited()
    {
        ModelBuilder branch = new ModelBuilder().Initializer("c", [10, 20])
            .Node("Add", ["x", "c"], ["s"], Attr.Int("broadcast", 1), Attr.Int("axis", 0)).Output("s", 2, 2);
        OnnxModel model = new ModelBuilder().Input("x", 2, 2).Initializer(Tensors.RawBool("t", true))
            .Node("If", ["t"], ["y"], Attr.Graph("then_branch", branch), Attr.Graph("else_branch", branch)).Output("y", 2, 2).ToModel(6);

        (OnnxModel written, IReadOnlyList<OperatorChange> changes) = OpsetUpgrade.Apply(model);

        Assert.Equal([11f, 12, 23, 24], RuntimeRun.First(written, "x", [1, 2, 3, 4], 2, 2));
        Assert.Contains(new OperatorChange("s", "Add", "input 1 has 1 axes of size 1 behind it"), changes);
    }

    [Fact]
    public void Apply_BatchNormalizationInTraining_KeepsItsOutputs()
    {
        OnnxModel model = Norm(["y", "rm", "rv", "sm", "sv"], Attr.Ints("consumed_inputs", 0, 0, 0, 1, 1), Attr.Float("momentum", 0.5f));

        (OnnxModel written, _) = OpsetUpgrade.Apply(model);

        NodeProto node = written.Proto.Graph.Node[0];
        Assert.Equal(["y", "rm", "rv", "sm", "sv"], node.Output);
        Assert.Equal(["momentum"], node.Attribute.Select(attribute => attribute.Name));
    }

    [Fact]
    public void Apply_BatchNormalizationInInference_LosesOutputsNobodyReads()
    {
        OnnxModel model = Norm(["y", "rm", "rv", "sm", "sv"], Attr.Int("is_test", 1), Attr.Int("spatial", 1), Attr.Float("epsilon", 0.5f));

        (OnnxModel written, _) = OpsetUpgrade.Apply(model);

        NodeProto node = written.Proto.Graph.Node[0];
        Assert.Equal(["y"], node.Output);
        Assert.Equal(["spatial", "epsilon"], node.Attribute.Select(attribute => attribute.Name));
    }

    [Fact]
    public void Apply_OtherDomain_StaysAsItIs()
    {
        OnnxModel model = new ModelBuilder().Import("com.example", 1).Input("x", 2)
            .Node(new NodeProto { OpType = "Anything", Domain = "com.example" }, ["x"], ["y"], Attr.Int("is_test", 0)).Output("y", 2).ToModel(6);

        (OnnxModel written, IReadOnlyList<OperatorChange> changes) = OpsetUpgrade.Apply(model);

        Assert.Empty(changes);
        Assert.Equal(model.Proto.Graph, written.Proto.Graph);
    }

    private static OnnxModel Norm(string[] outputs, params AttributeProto[] attributes) => new ModelBuilder()
        .Input("x", DataType.Float, 1, 2, 2, 2)
        .Initializer("s", [1, 2]).Initializer("o", [0, 1]).Initializer("m", [0, 1]).Initializer("v", [1, 4])
        .Node("BatchNormalization", ["x", "s", "o", "m", "v"], outputs, attributes)
        .Output("y", 1, 2, 2, 2)
        .ToModel(6);
}
