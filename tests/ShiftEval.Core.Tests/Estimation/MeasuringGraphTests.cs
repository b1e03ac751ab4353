using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Tests.Onnx;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Estimation;

public sealed class MeasuringGraphTests
{
    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(21)]
    public void Measure_AnyOpset_EqualsFloat64(long opset)
    {
        OnnxModel model = Offset(opset, scale: 3f, offset: -1f);

        AssertMeasures(model, 1e-6);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    [InlineData(2)]
    [InlineData(5)]
    public void Measure_AnyRank_EqualsFloat64(int rank)
    {
        long[] shape = rank switch
        {
            2 => [0, 1728],
            3 => [0, 3, 576],
            5 => [0, 3, 4, 6, 24],
            _ => [0, 3, 24, 24],
        };
        int channels = (int)shape[1];
        float[] ones = [.. Enumerable.Repeat(1f, channels)];
        OnnxModel model = new ModelBuilder("rank")
            .Input("image", "N", 3, 24, 24)
            .Int64Initializer("shape", shape)
            .Node("Reshape", ["image", "shape"], ["x"])
            .Initializer("scale", ones).Initializer("bias", new float[channels]).Initializer("bn.running_mean", new float[channels]).Initializer("bn.running_var", ones)
            .Node("BatchNormalization", ["x", "scale", "bias", "bn.running_mean", "bn.running_var"], ["normal"])
            .Node("Flatten", ["normal"], ["logits"])
            .Output("logits", "N", 1728)
            .ToModel(opset: 13);

        AssertMeasures(model, 2e-6);
    }

    [Fact]
    public void Measure_BatchNormOnTheGraphsInput_EqualsFloat64()
    {
        OnnxModel model = new ModelBuilder("first")
            .Input("image", "N", 3, 24, 24)
            .Initializer("scale", [1, 1, 1]).Initializer("bias", [0, 0, 0]).Initializer("bn.running_mean", [0, 0, 0]).Initializer("bn.running_var", [1, 1, 1])
            .Node("BatchNormalization", ["image", "scale", "bias", "bn.running_mean", "bn.running_var"], ["normal"])
            .Node("GlobalAveragePool", ["normal"], ["pool"])
            .Node("Flatten", ["pool"], ["logits"])
            .Output("logits", "N", 3)
            .ToModel(opset: 13);

        AssertMeasures(model, 1e-6);
    }

    /// <summary>Where E[x²]−E[x]² in float32 loses the variance altogether.</summary>
    [Theory]
    [InlineData(0f)]
    [InlineData(10f)]
    [InlineData(100f)]
    [InlineData(1000f)]
    public void Measure_ChannelFarFromZero_KeepsItsVariance(float offset)
    {
        OnnxModel model = Offset(opset: 13, scale: 1f, offset);
        LayerMoments expected = Float32Then64(scale: 1f, offset);

        ModelStatistics whole = TinyEstimation.Estimate(TinyEstimation.Context(model), TinyEstimation.Adapt);
        LayerStatistics layerByLayer = TinyEstimation.LayerByLayer(model)["bn"];

        foreach (LayerStatistics actual in new[] { whole["bn"], layerByLayer })
        {
            for (int c = 0; c < 3; c++)
            {
                Assert.InRange(actual.Variance[c] / expected.Variance[c], 1 - 3e-7, 1 + 3e-7);
                Assert.InRange(Math.Abs(actual.Mean[c] - expected.Mean[c]) / Math.Sqrt(expected.Variance[c]), 0, 1e-5);
            }
        }
    }

    [Fact]
    public void Measure_ConstantChannel_HasVarianceZero()
    {
        OnnxModel model = Offset(opset: 13, scale: 0f, offset: 0.1f);

        LayerStatistics actual = TinyEstimation.Estimate(TinyEstimation.Context(model), TinyEstimation.Adapt)["bn"];

        Assert.All(actual.Variance, variance => Assert.InRange(variance, 0, 1e-14));
        Assert.All(actual.Mean, mean => Assert.Equal(0.1f, mean, 6));
    }

    private static void AssertMeasures(OnnxModel model, double tolerance)
    {
        IReadOnlyDictionary<string, LayerMoments> expected = Float64Graph.Parse(model.ToBytes()).Population(TinyEstimation.Batch(TinyEstimation.Adapt));
        ModelStatistics whole = TinyEstimation.Estimate(TinyEstimation.Context(model), TinyEstimation.Adapt);
        ModelStatistics layerByLayer = TinyEstimation.LayerByLayer(model);

        TinyEstimation.AssertClose(TinyEstimation.Of(expected, whole.Layers), whole, tolerance);
        TinyEstimation.AssertClose(TinyEstimation.Of(expected, whole.Layers), layerByLayer, tolerance);
    }

    /// <summary>BatchNorm on scale·image + offset.</summary>
    private static OnnxModel Offset(long opset, float scale, float offset) => new ModelBuilder("offset")
        .Input("image", "N", 3, 24, 24)
        .Initializer("factor", [scale], 1).Initializer("shift", [offset], 1)
        .Node("Mul", ["image", "factor"], ["scaled"])
        .Node("Add", ["scaled", "shift"], ["x"])
        .Initializer("scale", [1, 1, 1]).Initializer("bias", [0, 0, 0]).Initializer("bn.running_mean", [0, 0, 0]).Initializer("bn.running_var", [1, 1, 1])
        .Node("BatchNormalization", ["x", "scale", "bias", "bn.running_mean", "bn.running_var"], ["normal"])
        .Node("GlobalAveragePool", ["normal"], ["pool"])
        .Node("Flatten", ["pool"], ["logits"])
        .Output("logits", "N", 3)
        .ToModel(opset);

    /// <summary>The moments in double of values that were rounded to float32, as the runtime's are.</summary>
    private static LayerMoments Float32Then64(float scale, float offset)
    {
        float[] shifted = [.. TinyEstimation.Fed(TinyEstimation.Adapt).Select(value => (value * scale) + offset)];
        return LayerMoments.Measure(Tensor64.Of(shifted, TinyEstimation.Adapt.Count, 3, 24, 24));
    }
}
