using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;
using ShiftEval.Tests.Onnx;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Statistics;

public sealed class BatchNormLayersTests
{
    private const string Computed =
        "model.onnx, node /bn: takes its mean or variance from somewhere else than an initializer, which cannot be rewritten yet. Export the model with the parameters as initializers.";

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
    public void Find_MeanFromAConstant_NamesTheLayerByTheNodeAndRefusesIt(string node, string layer, string source)
    {
        BatchNormLayer found = Assert.Single(BatchNormLayers.Find(WithMeans(node, "c_mean", builder => builder.Constant("c_mean", [0, 0]))));

        Assert.Equal((layer, source, null), (found.Name, found.Source, found.Channels));
        Assert.Equal(Computed.Replace("/bn", layer, StringComparison.Ordinal), found.Refusal!.ToString());
    }

    [Fact]
    public void Find_MeanIsFedOrComputed_SaysSo()
    {
        OnnxModel fed = WithMeans("/bn", "m", builder => builder.Input("m", 2));
        OnnxModel computed = WithMeans("/bn", "m", builder => builder.Initializer("half", [1, 1]).Node("Add", ["half", "half"], ["m"]));

        Assert.Equal(["input", "computed"], new[] { fed, computed }.Select(model => BatchNormLayers.Find(model).Single().Source));
        Assert.All([fed, computed], model => Assert.Equal(Computed, Assert.Throws<InputException>(() => BatchNormLayers.FindRewritable(model)).Message));
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
            $"{path}: has no BatchNormalization node, so there are no statistics to replace. Use --statistics ema, or export the model without folding BatchNorm into Conv.",
            Assert.Throws<InputException>(() => BatchNormLayers.FindRewritable(OnnxModel.Load(path))).Message);
    }

    [Fact]
    public void FindRewritable_TrainingMode_IsRefusedByAttributeAndByOutputs()
    {
        const string message =
            "model.onnx, node /bn: is in training mode: it normalises with the statistics of each batch, not with the stored ones. Export the model in evaluation mode.";
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
    public void FindRewritable_InASubgraphAndInAFunction_NamesBoth()
    {
        ModelBuilder branch = new ModelBuilder("then").Affine("inner").Initializer("inner.running_mean", [0, 0]).Initializer("inner.running_var", [1, 1])
            .Norm("/inner", "x", "z", "inner.weight", "inner.bias", "inner.running_mean", "inner.running_var").Output("z", "N", 2, 4, 4);
        ModelBuilder other = new ModelBuilder("else").Node("Identity", ["x"], ["z2"]).Output("z2", "N", 2, 4, 4);
        ModelBuilder body = new ModelBuilder().Norm("/body", "fx", "fy", "fs", "fb", "fm", "fv");
        OnnxModel model = BatchNormGraphs.One()
            .Input("flag", TensorProto.Types.DataType.Bool)
            .Node(new NodeProto { OpType = "If", Name = "if" }, ["flag"], ["branched"], Attr.Graph("then_branch", branch), Attr.Graph("else_branch", other))
            .Function("local", "Norm", ["fx", "fs", "fb", "fm", "fv"], ["fy"], body)
            .ToModel();

        IReadOnlyList<BatchNormLayer> layers = BatchNormLayers.Find(model);
        InputException exception = Assert.Throws<InputException>(() => BatchNormLayers.FindRewritable(model));

        Assert.Equal([("bn", "initializer"), ("inner", "initializer"), ("/body", "computed")], layers.Select(layer => (layer.Name, layer.Source)));
        Assert.Equal(
            "model.onnx, node /inner: stands in a subgraph or a model-local function, where statistics cannot be rewritten yet. Export the model with the function inlined.\n"
            + "model.onnx, node /body: stands in a subgraph or a model-local function, where statistics cannot be rewritten yet. Export the model with the function inlined.",
            exception.Message);
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
