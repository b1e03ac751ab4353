using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;
using ShiftEval.Tests.Onnx;

namespace ShiftEval.Tests.Statistics;

/// <summary>Small graphs with BatchNorm over two channels, built in code.</summary>
internal static class BatchNormGraphs
{
    /// <summary>One BatchNorm whose parameters are named PREFIX.weight, .bias, .running_mean, .running_var.</summary>
    public static ModelBuilder One(string prefix = "bn") => new ModelBuilder()
        .Input("x", "N", 2, 4, 4)
        .Output("y", "N", 2, 4, 4)
        .Affine(prefix)
        .Initializer($"{prefix}.running_mean", [0.5f, -1])
        .Initializer($"{prefix}.running_var", [4, 0.25f])
        .Norm("/bn", "x", "y", $"{prefix}.weight", $"{prefix}.bias", $"{prefix}.running_mean", $"{prefix}.running_var");

    /// <summary>Two BatchNorms one after the other, the second's mean and variance under the given names.</summary>
    public static ModelBuilder Two(string secondMean, string secondVariance) => new ModelBuilder()
        .Input("x", "N", 2, 4, 4)
        .Output("y", "N", 2, 4, 4)
        .Affine("a")
        .Affine("b")
        .Initializer("a.running_mean", [0.5f, 1])
        .Initializer("a.running_var", [4, 0.25f])
        .Initializer("b.running_mean", [2, 3])
        .Initializer("b.running_var", [1, 9])
        .Norm("/a", "x", "h", "a.weight", "a.bias", "a.running_mean", "a.running_var")
        .Norm("/b", "h", "y", "b.weight", "b.bias", secondMean, secondVariance);

    public static ModelBuilder Affine(this ModelBuilder builder, string prefix) =>
        builder.Initializer($"{prefix}.weight", [1, 2]).Initializer($"{prefix}.bias", [0.5f, 0]);

    public static ModelBuilder Norm(
        this ModelBuilder builder, string name, string x, string y, string scale, string bias, string mean, string variance, params AttributeProto[] attributes) =>
        builder.Node(new NodeProto { OpType = "BatchNormalization", Name = name }, [x, scale, bias, mean, variance], [y], attributes);

    public static ModelStatistics Statistics(params (string Layer, double[] Mean, double[] Variance)[] layers) =>
        new(layers.Select(layer => KeyValuePair.Create(layer.Layer, new LayerStatistics(layer.Mean, layer.Variance))));

    /// <summary>What the model holds, layer by layer.</summary>
    public static ModelStatistics Stored(OnnxModel model) => BatchNormLayers.Stored(BatchNormLayers.FindRewritable(model));
}
