using System.Numerics.Tensors;

namespace ShiftEval.Tests.Reference.Operators;

/// <summary>BatchNormalization: y = (x − mean) / sqrt(variance + ε) · scale + bias, per channel of axis 1.</summary>
internal static class BatchNorm
{
    public static IReadOnlyList<Tensor64> Normalize(OperatorCall call)
    {
        if (call.Int("spatial", 1) == 0)
        {
            throw new NotSupportedException("BatchNormalization with spatial = 0.");
        }

        Tensor64 x = call.Input(0);
        LayerMoments stored = new(0, call.Input(3).Data, call.Input(4).Data);
        bool training = call.Int("training_mode", 0) == 1;
        LayerMoments statistics = call.ChooseStatistics is not null ? call.ChooseStatistics(x, stored)
            : training ? LayerMoments.Measure(x)
            : stored;
        Tensor64 y = Apply(x, statistics, call.Input(1).Data, call.Input(2).Data, call.Float("epsilon", 1e-5f));
        return call.Node.Outputs.Count > 1 && training ? [y, .. Running(call, x)] : [y];
    }

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
        LayerMoments batch = LayerMoments.Measure(x);
        yield return Blend(call.Input(3), batch.Mean);
        yield return Blend(call.Input(4), batch.Variance);

        Tensor64 Blend(Tensor64 old, double[] current) =>
            new([.. old.Data.Zip(current, (a, b) => (keep * a) + ((1 - keep) * b))], old.Shape);
    }
}
