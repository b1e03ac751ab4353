using System.Numerics.Tensors;

namespace ShiftEval.Tests.Reference;

/// <summary>Mean and population variance of one BatchNorm's input, per channel.</summary>
/// <param name="Count">Elements per channel; 0 for values that were not measured here.</param>
/// <param name="Mean">Per channel.</param>
/// <param name="Variance">Per channel, divided by n, unless it comes of <see cref="BatchEstimator.MeanOfBatches"/>.</param>
internal sealed record LayerMoments(long Count, double[] Mean, double[] Variance)
{
    /// <summary>Measures x of shape [N, C, ...] over all axes but the second: first the mean, then the centred squares.</summary>
    public static LayerMoments Measure(Tensor64 x)
    {
        int samples = x.Shape[0], channels = x.Shape[1], inner = Tensor64.Size(x.Shape.AsSpan(2));
        double[] mean = new double[channels], variance = new double[channels];
        double count = (double)samples * inner;
        Parallel.For(0, channels, c =>
        {
            double sum = 0;
            for (int n = 0; n < samples; n++)
            {
                sum += TensorPrimitives.Sum<double>(x.Data.AsSpan(((n * channels) + c) * inner, inner));
            }

            double center = sum / count, squares = 0, rounding = 0;
            double[] differences = new double[inner];
            for (int n = 0; n < samples; n++)
            {
                TensorPrimitives.Subtract(x.Data.AsSpan(((n * channels) + c) * inner, inner), center, differences);
                squares += TensorPrimitives.SumOfSquares<double>(differences);
                rounding += TensorPrimitives.Sum<double>(differences);
            }

            mean[c] = center;
            variance[c] = (squares - (rounding * rounding / count)) / count;
        });
        return new LayerMoments((long)count, mean, variance);
    }

    /// <summary>Joins the moments of several batches.</summary>
    public static LayerMoments Join(IReadOnlyList<LayerMoments> batches, BatchEstimator estimator) =>
        estimator == BatchEstimator.Total ? Total(batches) : MeanOfBatches(batches);

    private static LayerMoments Total(IReadOnlyList<LayerMoments> batches)
    {
        int channels = batches[0].Mean.Length;
        double count = batches.Sum(batch => batch.Count);
        double[] mean = new double[channels], variance = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            double center = batches.Sum(batch => batch.Count * batch.Mean[c]) / count;
            mean[c] = center;
            variance[c] = batches.Sum(batch => batch.Count * (batch.Variance[c] + Square(batch.Mean[c] - center))) / count;
        }

        return new LayerMoments((long)count, mean, variance);
    }

    private static LayerMoments MeanOfBatches(IReadOnlyList<LayerMoments> batches)
    {
        int channels = batches[0].Mean.Length;
        double[] mean = new double[channels], variance = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            mean[c] = batches.Average(batch => batch.Mean[c]);
            variance[c] = batches.Average(batch => batch.Variance[c] * batch.Count / (batch.Count - 1));
        }

        return new LayerMoments(batches.Sum(batch => batch.Count), mean, variance);
    }

    private static double Square(double x) => x * x;
}
