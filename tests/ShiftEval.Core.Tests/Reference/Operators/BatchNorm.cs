using System.Numerics.Tensors;

namespace ShiftEval.Tests.Reference.Operators;

/// <summary>BatchNormalization: y = (x − mean) / sqrt(variance + ε) · scale + bias, per channel of axis 1.</summary>
internal static class BatchNorm
{
    /// <summary>In training mode the outputs after y are the running mean and variance, and before operator set 14 the batch's own.</summary>
    public static IReadOnlyList<Tensor64> Normalize(OperatorCall call)
    {
        Tensor64 x = PerFeature(call);
        LayerMoments stored = new(0, call.Input(3).Data, call.Input(4).Data);
        bool training = IsTraining(call);
        LayerMoments statistics = call.ChooseStatistics is not null ? call.ChooseStatistics(x, stored)
            : training ? LayerMoments.Measure(x)
            : stored;
        Tensor64 y = Apply(x, statistics, call.Input(1).Data, call.Input(2).Data, call.Float("epsilon", 1e-5f));
        y = y.With(y.Data, call.Input(0).Shape);
        return call.Node.Outputs.Count > 1 && training ? [y, .. Running(call, x)] : [y];
    }

    /// <summary>spatial = 0 keeps one mean and variance for every place in the sample: each place is a channel then.</summary>
    private static Tensor64 PerFeature(OperatorCall call)
    {
        Tensor64 x = call.Input(0);
        return call.Opset < 9 && call.Int("spatial", 1) == 0
            ? new Tensor64(x.Data, x.Shape[0], Tensor64.Size(x.Shape.AsSpan(1)))
            : x;
    }

    /// <summary>Operator set 14 has an attribute for it; from 7 on the number of outputs told; before, is_test did.</summary>
    private static bool IsTraining(OperatorCall call) => call.Opset switch
    {
        >= 14 => call.Int("training_mode", 0) == 1,
        >= 7 => call.Node.Outputs.Count(output => output.Length > 0) > 1,
        _ => call.Int("is_test", 0) == 0,
    };

    private static Tensor64 Apply(Tensor64 x, LayerMoments statistics, double[] scale, double[] bias, double epsilon)
    {
        int samples = x.Shape[0], channels = x.Shape[1], inner = Tensor64.Size(x.Shape.AsSpan(2));
        double[] y = new double[x.Data.Length];
        Parallel.For(0, channels, c =>
        {
            double mean = statistics.Mean[c], factor = scale[c] / Math.Sqrt(statistics.Variance[c] + epsilon), shift = bias[c];
            for (int n = 0; n < samples; n++)
            {
                int start = ((n * channels) + c) * inner;
                Span<double> plane = y.AsSpan(start, inner);
                TensorPrimitives.Subtract(x.Data.AsSpan(start, inner), mean, plane);
                TensorPrimitives.Multiply(plane, factor, plane);
                TensorPrimitives.Add(plane, shift, plane);
            }
        });
        return new Tensor64(y, x.Shape);
    }

    private static IEnumerable<Tensor64> Running(OperatorCall call, Tensor64 x)
    {
        double keep = call.Float("momentum", 0.9f);
        Tensor64 mean = call.Input(3), variance = call.Input(4);
        LayerMoments batch = LayerMoments.Measure(x);
        yield return Blend(mean, batch.Mean);
        yield return Blend(variance, batch.Variance);
        yield return mean.With(batch.Mean, mean.Shape);
        yield return variance.With(batch.Variance, variance.Shape);

        Tensor64 Blend(Tensor64 old, double[] current) =>
            new([.. old.Data.Zip(current, (a, b) => (keep * a) + ((1 - keep) * b))], old.Shape);
    }
}
