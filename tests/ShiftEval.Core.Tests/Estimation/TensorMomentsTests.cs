using CsCheck;
using ShiftEval.Estimation;
using ShiftEval.Statistics;

namespace ShiftEval.Tests.Estimation;

public sealed class TensorMomentsTests
{
    [Fact]
    public void Measure_AnyShape_EqualsTwoPassesOfANaiveLoop() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 4], Gen.Int[1, 40], Gen.Float[-2, 2].Array[5 * 4 * 40], Gen.Int[-1000, 1000]).Sample((samples, channels, area, values, offset) =>
        {
            float[] x = [.. values.Take(samples * channels * area).Select(value => value + offset)];

            ChannelMoments actual = TensorMoments.Measure(x, [samples, channels, area], samples);

            for (int c = 0; c < channels; c++)
            {
                double[] own = [.. x.Where((_, i) => i / area % channels == c).Select(value => (double)value)];
                double mean = own.Average();
                double m2 = own.Sum(value => (value - mean) * (value - mean));
                Assert.Equal(own.Length, actual.Count);
                Assert.Equal(mean, actual.Mean[c], 1e-9);
                Assert.Equal(m2, actual.M2[c], 1e-9 * Math.Max(1, m2));
            }
        }, seed: "0000000000000", iter: 300);

    [Fact]
    public void Measure_PaddedSamples_AreLeftOut()
    {
        float[] x = [1, 2, 3, 4, 100, 200];

        ChannelMoments actual = TensorMoments.Measure(x, [3, 1, 2], samples: 2);

        Assert.Equal(4, actual.Count);
        Assert.Equal(2.5, actual.Mean[0]);
        Assert.Equal(5, actual.M2[0]);
    }

    [Fact]
    public void Measure_NaN_IsNotHidden()
    {
        ChannelMoments actual = TensorMoments.Measure([1, float.NaN, 3, 4], [1, 2, 2], samples: 1);

        Assert.True(double.IsNaN(actual.M2[0]));
        Assert.Equal(0.5, actual.M2[1]);
    }
}
