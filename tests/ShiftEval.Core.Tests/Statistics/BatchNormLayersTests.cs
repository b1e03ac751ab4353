using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;
using ShiftEval.Tests.Onnx;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Statistics;

public sealed class BatchNormLayersTests
{
    [Theory]
    [InlineData("model.onnx")]
    [InlineData("model.batch1.onnx")]
    public void Find_TinyModel_GivesPyTorchsLayersAndValues(string file)
    {
        IReadOnlyList<BatchNormLayer> layers = BatchNormLayers.FindRewritable(OnnxModel.Load(TinyFixture.PathOf(file)));

        IReadOnlyDictionary<string, LayerMoments> expected = TinyFixture.Statistics("ema");
        Assert.Equal(Float64Graph.Load(TinyFixture.PathOf(file)).Layers, layers.Select(layer => layer.Name));
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), layers.Select(layer => layer.Name).Order(StringComparer.Ordinal));
        Assert.All(layers, layer =>
        {
            Assert.Equal(("initializer", 1e-5f, expected[layer.Name].Mean.Length), (layer.Source, (float)layer.Epsilon, layer.Channels!.Value));
            Close.Assert(expected[layer.Name].Mean, layer.Stored!.Mean, 1e-6, layer.Name);
            Close.Assert(expected[layer.Name].Variance, layer.Stored.Variance, 1e-6, layer.Name);
        });
    }

    [Theory]
    [InlineData("body.0.b1.running_mean", "body.0.b1")]
    [InlineData("bn1_mean", "bn1")]
    [InlineData("batch_norm_0.w_1", "batch_norm_0.w_1")]
    [InlineData("_mean", "_mean")]
    [InlineData("bn_mean.running_mean", "bn_mean")]
    [InlineData("bn.Running_mean", "bn.Running")]
    public void Find_MeanIsAnInitializer_NamesTheLayerByIt(string mean, string layer) => Assert.Equal([layer], Names(WithMeans("/bn", mean)));

    [Fact]
    public void Find_MeanThroughIdentity_NamesTheLayerByItsHome()
    {
        OnnxModel model = WithMeans("/bn", "passed", builder => builder.Initializer("bn.running_mean", [0, 0]).Node("Identity", ["bn.running_mean"], ["passed"]));

        Assert.Equal("bn", Assert.Single(BatchNormLayers.FindRewritable(model)).Name);
    }

    [Theory]
    [InlineData("/bn", "/bn", "constant")]
    [InlineData("", "y0", "constant")]
    public void Find_MeanFromAConstant_NamesTheLayerByTheNode(string node, string layer, string source)
    {
        BatchNormLayer found = Assert.Single(BatchNormLayers.FindRewritable(WithMeans(node, "c_mean", builder => builder.Constant("c_mean", [0, 0]))));

        Assert.Equal((layer, source, 2), (found.Name, found.Source, found.Channels));
    }

    [Fact]
    public void Find_MeanComputedFromConstants_IsComputedHere()
    {
        OnnxModel model = WithMeans("/bn", "m", builder => builder.Initializer("half", [1, 2]).Node("Add", ["half", "half"], ["m"]));

        BatchNormLayer found = Assert.Single(BatchNormLayers.FindRewritable(model));

        Assert.Equal(("/bn", "computed"), (found.Name, found.Source));
        Assert.Equal([2, 4], found.Stored!.Mean);
    }

    [Theory]
    [InlineData("m", "input", "is the graph input 'm', which is fed at run time")]
    [InlineData("r", "computed", "is computed by Relu 'r'")]
    [InlineData("s", "computed", "is the graph input 'm', which is fed at run time")]
    [InlineData("nowhere", "computed", "leads to 'nowhere', which nothing defines")]
    public void FindRewritable_MeanIsNoConstant_IsRefusedWithTheReason(string mean, string source, string reason)
    {
        OnnxModel model = WithMeans("/bn", mean, builder => builder.Input("m", 2).Initializer("w", [1, 1]).Node("Relu", ["w"], ["r"]).Node("Add", ["w", "m"], ["s"]));

        Assert.Equal(source, BatchNormLayers.Find(model).Single().Source);
        Assert.Equal(
            $"model.onnx, node /bn: its mean {reason}; only statistics that are constants of the file can be rewritten. Export the model in evaluation mode, with its parameters as initializers.",
            Assert.Throws<InputException>(() => BatchNormLayers.FindRewritable(model)).Message);
    }

    [Fact]
    public void Find_SharedMean_NumbersTheLayers() =>
        Assert.Equal(["bn", "bn#2", "bn#3"], Names(WithMeans("", "bn.running_mean", null, "bn.running_mean", "bn.running_mean")));

    [Fact]
    public void Find_NumberedNameIsTaken_TakesTheNext() =>
        Assert.Equal(["bn", "bn#2", "bn#3"], Names(WithMeans("", "bn.running_mean", null, "bn#2_mean", "bn_mean")));

    [Fact]
    public void Find_OtherDomainsOperator_IsNoLayer()
    {
        OnnxModel model = new ModelBuilder().Input("x", "N", 2).Output("y", "N", 2).Import("custom", 1).Affine("bn")
            .Node(new NodeProto { OpType = "BatchNormalization", Domain = "custom" }, ["x", "bn.weight", "bn.bias", "bn.weight", "bn.weight"], ["y"])
            .ToModel();

        Assert.Empty(BatchNormLayers.Find(model));
    }

    [Fact]
    public void Find_NoEpsilon_TakesTheOperatorsDefault()
    {
        Assert.Equal(1e-5f, BatchNormLayers.Find(BatchNormGraphs.One().ToModel()).Single().Epsilon);
        Assert.Equal(0.001f, BatchNormLayers.Find(WithMeans("/bn", "bn.running_mean", null, attribute: Attr.Float("epsilon", 0.001f))).Single().Epsilon);
    }

    [Fact]
    public void FindRewritable_NoBatchNorm_IsRefused()
    {
        string path = TinyFixture.PathOf("model.folded.onnx");

        Assert.Equal(
            $"{path}: has no BatchNormalization node, so there are no statistics to replace. Use --statistics ema, export the model without folding BatchNorm into Conv, or name the convolutions that had one with --layers.",
            Assert.Throws<InputException>(() => BatchNormLayers.FindRewritable(OnnxModel.Load(path))).Message);
    }

    [Fact]
    public void FindRewritable_TrainingMode_IsRefusedByAttributeAndByOutputs()
    {
        const string message =
            "model.onnx, node /bn: is in training mode: it normalises with the statistics of each batch, not with the stored ones. Export the model in evaluation mode, or write an inference-mode file with shifteval fix MODEL -o OUT.";
        OnnxModel attribute = WithMeans("/bn", "bn.running_mean", null, attribute: Attr.Int("training_mode", 1));
        ModelProto outputs = BatchNormGraphs.One().ToProto(opset: 9);
        outputs.Graph.Node[0].Output.Add(["m", "v", "sm", "sv"]);
        ModelProto unnamed = BatchNormGraphs.One().ToProto();
        unnamed.Graph.Node[0].Output.Add(["", ""]);
        unnamed.Graph.Node[0].Attribute.Add(Attr.Int("training_mode", 0));

        Assert.All(
            [attribute, Parsed(outputs)],
            model => Assert.Equal(message, Assert.Throws<InputException>(() => BatchNormLayers.FindRewritable(model)).Message));
        Assert.Single(BatchNormLayers.FindRewritable(Parsed(unnamed)));
    }

    [Fact]
    public void FindRewritable_TooFewInputs_IsRefused()
    {
        ModelProto model = BatchNormGraphs.One().ToProto();
        model.Graph.Node[0].Input.RemoveAt(4);

        Assert.Equal(
            "model.onnx, node /bn: has 4 inputs where 5 are needed. Export the model again.",
            Assert.Throws<InputException>(() => BatchNormLayers.FindRewritable(Parsed(model))).Message);
    }

    [Fact]
    public void FindRewritable_MeansAndVariancesOfDifferentNumber_IsRefused()
    {
        OnnxModel model = WithMeans("/bn", "m", builder => builder.Initializer("m", [1, 2, 3]));

        Assert.Equal(
            "model.onnx, node /bn: has 3 means and 2 variances. Export the model again.",
            Assert.Throws<InputException>(() => BatchNormLayers.FindRewritable(model)).Message);
    }

    [Fact]
    public void FindRewritable_InABranchAndInACalledFunction_FindsThemWhereTheRunMeetsThem()
    {
        ModelBuilder branch = new ModelBuilder("then").Affine("inner").Initializer("inner.running_mean", [0, 0]).Initializer("inner.running_var", [1, 1])
            .Norm("/inner", "x", "z", "inner.weight", "inner.bias", "inner.running_mean", "inner.running_var").Output("z", "N", 2, 4, 4);
        ModelBuilder other = new ModelBuilder("else").Node("Identity", ["x"], ["z2"]).Output("z2", "N", 2, 4, 4);
        ModelBuilder body = new ModelBuilder().Norm("/body", "fx", "fy", "fs", "fb", "fm", "fv");
        OnnxModel model = new ModelBuilder().Input("x", "N", 2, 4, 4).Output("y", "N", 2, 4, 4)
            .Input("flag", TensorProto.Types.DataType.Bool)
            .Affine("f").Initializer("f.running_mean", [1, 2]).Initializer("f.running_var", [3, 4])
            .Node(new NodeProto { OpType = "Norm", Domain = "local" }, ["x", "f.weight", "f.bias", "f.running_mean", "f.running_var"], ["h"])
            .Node(new NodeProto { OpType = "If", Name = "if" }, ["flag"], ["y"], Attr.Graph("then_branch", branch), Attr.Graph("else_branch", other))
            .Function("local", "Norm", ["fx", "fs", "fb", "fm", "fv"], ["fy"], body)
            .Function("local", "Unused", ["fx", "fs", "fb", "fm", "fv"], ["fy"], body)
            .ToModel();

        IReadOnlyList<BatchNormLayer> layers = BatchNormLayers.FindRewritable(model);

        Assert.Equal(
            [("f", "function local.Norm", "initializer"), ("inner", "If 'if'.then_branch", "initializer")],
            layers.Select(layer => (layer.Name, layer.Scope, layer.Source)));
        Assert.Equal([1, 2], layers[0].Stored!.Mean);
    }

    [Fact]
    public void FindRewritable_InALoop_IsRefused()
    {
        ModelBuilder body = new ModelBuilder("body").Affine("inner").Initializer("m", [0, 0]).Initializer("v", [1, 1])
            .Input("i", TensorProto.Types.DataType.Int64).Input("c", TensorProto.Types.DataType.Bool).Input("h", "N", 2, 4, 4)
            .Norm("/inner", "h", "z", "inner.weight", "inner.bias", "m", "v").Node("Identity", ["c"], ["c2"])
            .Output("c2", TensorProto.Types.DataType.Bool).Output("z", "N", 2, 4, 4);
        OnnxModel model = new ModelBuilder().Input("x", "N", 2, 4, 4).Output("y", "N", 2, 4, 4).Int64Initializer("trips", 3)
            .Node(new NodeProto { OpType = "Loop", Name = "loop" }, ["trips", "", "x"], ["y"], Attr.Graph("body", body))
            .ToModel();

        Assert.Equal(
            "model.onnx, Loop 'loop'.body, node /inner: stands in the body of Loop 'loop'.body, which runs it again and again with one mean and variance, so that no population of its inputs is defined. Export the model with the loop unrolled.",
            Assert.Throws<InputException>(() => BatchNormLayers.FindRewritable(model)).Message);
    }

    [Fact]
    public void Find_FunctionThatCallsItself_IsRefused()
    {
        ModelBuilder body = new ModelBuilder().Node(new NodeProto { OpType = "F", Domain = "local" }, ["a"], ["b"]);
        OnnxModel model = new ModelBuilder().Input("x", 1).Output("y", 1).Node(new NodeProto { OpType = "F", Domain = "local" }, ["x"], ["y"])
            .Function("local", "F", ["a"], ["b"], body).ToModel();

        Assert.Equal(
            "model.onnx: its functions call each other without end, or graphs are nested more than 64 deep (function local.F). Export the model again.",
            Assert.Throws<InputException>(() => BatchNormLayers.Find(model)).Message);
    }

    private static OnnxModel Parsed(ModelProto proto) => OnnxModel.Parse(Google.Protobuf.MessageExtensions.ToByteArray(proto), "model.onnx", null);

    private static IEnumerable<string> Names(OnnxModel model) => BatchNormLayers.Find(model).Select(layer => layer.Name);

    /// <summary>BatchNorms in a row that take their means from the named values; initializers unless <paramref name="add"/> makes them.</summary>
    private static OnnxModel WithMeans(string node, string mean, Func<ModelBuilder, ModelBuilder>? add = null, params string[] more) => WithMeans(node, mean, add, null, more);

    private static OnnxModel WithMeans(string node, string mean, Func<ModelBuilder, ModelBuilder>? add, AttributeProto? attribute, params string[] more)
    {
        ModelBuilder builder = new ModelBuilder().Input("x", "N", 2, 4, 4).Affine("bn").Initializer("var", [1, 1]);
        builder = add is null
            ? more.Prepend(mean).Distinct(StringComparer.Ordinal).Aggregate(builder, (all, name) => all.Initializer(name, [0, 0]))
            : add(builder);
        string x = "x";
        foreach ((string name, int i) in more.Prepend(mean).Select((name, i) => (name, i)))
        {
            builder.Norm(node, x, $"y{i}", "bn.weight", "bn.bias", name, "var", attribute is null ? [] : [attribute]);
            x = $"y{i}";
        }

        return builder.Output(x, "N", 2, 4, 4).ToModel();
    }
}
