using CsCheck;
using ShiftEval.Statistics;

namespace ShiftEval.Tests.Statistics;

public sealed class ChannelMomentsTests
{
    private static readonly Gen<double[][]> GenSamples =
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 40], Gen.OneOf(0.0, 1e4, -1e4))
            .SelectMany((channels, count, offset) => Gen.Double[-3, 3].Select(value => value + offset).Array[channels].Array[count]);

    [Fact]
    public void Merge_AnySplit_GivesTheMomentsOfOnePass() => Gen.Select(GenSamples, Gen.Int[0, 40].Array[0, 5]).Sample((samples, cuts) =>
    {
        int[] ends = [.. cuts.Select(cut => Math.Min(cut, samples.Length)).Append(samples.Length).Order()];
        ChannelMoments merged = ChannelMoments.Empty(samples[0].Length);
        int start = 0;
        foreach (int end in ends)
        {
            merged = merged.Merge(Naive(samples[start..end], samples[0].Length));
            start = end;
        }

        AssertClose(Naive(samples, samples[0].Length), merged);
    });

    [Fact]
    public void Merge_OtherOrder_GivesTheSameMoments() => Gen.Select(GenSamples, Gen.Int[0, 40], Gen.Int[0, 40]).Sample((samples, one, two) =>
    {
        int channels = samples[0].Length;
        int first = Math.Min(Math.Min(one, two), samples.Length);
        int second = Math.Min(Math.Max(one, two), samples.Length);
        ChannelMoments a = Naive(samples[..first], channels);
        ChannelMoments b = Naive(samples[first..second], channels);
        ChannelMoments c = Naive(samples[second..], channels);

        AssertClose(a.Merge(b).Merge(c), c.Merge(a).Merge(b));
        AssertClose(a.Merge(b).Merge(c), a.Merge(b.Merge(c)));
    });

    [Fact]
    public void Merge_MeansFarFromZero_KeepsTheVariance()
    {
        // Var = 1.25e-4 at a mean of 1e4: E[x²]−E[x]² would have lost half its digits.
        ChannelMoments merged = Naive([[10000.00], [10000.01]], 1).Merge(Naive([[10000.02], [10000.03]], 1));

        Assert.Equal(10000.015, merged.ToPopulation().Mean[0], 1e-9);
        Assert.Equal(1.25e-4, merged.ToPopulation().Variance[0], 1e-10);
    }

    [Fact]
    public void Merge_LeavesBothAlone()
    {
        ChannelMoments left = Naive([[1.0], [2.0]], 1);
        ChannelMoments right = Naive([[5.0]], 1);

        left.Merge(right);

        Assert.Equal((2.0, 1.5, 0.5), (left.Count, left.Mean[0], left.M2[0]));
        Assert.Equal((1.0, 5.0, 0.0), (right.Count, right.Mean[0], right.M2[0]));
    }

    [Fact]
    public void Merge_TwoOfNoValues_HasNoValues()
    {
        ChannelMoments merged = ChannelMoments.Empty(2).Merge(ChannelMoments.Empty(2));

        Assert.Equal(0, merged.Count);
        Assert.Throws<InvalidOperationException>(() => merged.ToPopulation());
    }

    [Fact]
    public void Merge_OtherChannels_IsRefused() =>
        Assert.Throws<ArgumentException>(() => ChannelMoments.Empty(2).Merge(ChannelMoments.Empty(3)));

    [Fact]
    public void Constructor_ArraysOfDifferentLength_AreRefused() => Assert.Throws<ArgumentException>(() => new ChannelMoments(1, [1, 2], [0]));

    [Fact]
    public void FromPopulation_AndBack_IsTheSame()
    {
        LayerStatistics back = ChannelMoments.FromPopulation(7, [1, -2], [0.25, 4]).ToPopulation();

        Assert.Equal([1, -2], back.Mean);
        Assert.Equal([0.25, 4], back.Variance);
    }

    private static void AssertClose(ChannelMoments expected, ChannelMoments actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int c = 0; c < expected.Channels; c++)
        {
            Assert.Equal(expected.Mean[c], actual.Mean[c], 1e-12 * Math.Max(1, Math.Abs(expected.Mean[c])));
            Assert.Equal(expected.M2[c], actual.M2[c], 1e-7 * Math.Max(1, expected.M2[c]));
        }
    }

    /// <summary>Two passes: the mean first, then the squares around it, with what rounding left of the mean taken out.</summary>
    private static ChannelMoments Naive(double[][] samples, int channels)
    {
        double[] mean = new double[channels];
        double[] m2 = new double[channels];
        for (int c = 0; c < channels && samples.Length > 0; c++)
        {
            mean[c] = samples.Average(sample => sample[c]);
            m2[c] = samples.Sum(sample => (sample[c] - mean[c]) * (sample[c] - mean[c]));
        }

        return new ChannelMoments(samples.Length, mean, m2);
    }
}
