using ShiftEval.Datasets.Imaging;

namespace ShiftEval.Tests.Datasets.Imaging;

public sealed class ResamplerTests
{
    private static readonly ResamplingFilter[] Weighted = [.. Enum.GetValues<ResamplingFilter>().Where(f => f != ResamplingFilter.Nearest)];

    [Fact]
    public void Resize_EveryFilterAndSize_EqualsPillow()
    {
        byte[] bytes = File.ReadAllBytes(ImageFixtures.PathOf("resize.bin"));
        int at = 0;
        int compared = 0;
        int sources = ImageFixtures.ReadInt(bytes, ref at);
        for (int s = 0; s < sources; s++)
        {
            RgbImage source = ImageFixtures.ReadImage(bytes, ref at);
            int results = ImageFixtures.ReadInt(bytes, ref at);
            for (int r = 0; r < results; r++)
            {
                ResamplingFilter filter = (ResamplingFilter)ImageFixtures.ReadInt(bytes, ref at);
                RgbImage expected = ImageFixtures.ReadImage(bytes, ref at);

                RgbImage actual = Resampler.Resize(source, expected.Width, expected.Height, filter);

                ImageFixtures.AssertSame(expected, actual, $"{source.Width} x {source.Height} {filter}");
                compared++;
            }
        }

        Assert.Equal(bytes.Length, at);
        Assert.Equal(84, compared);
    }

    [Fact]
    public void Resize_RandomSizes_EqualsTheNaiveTwin()
    {
        Random random = new(7);
        for (int round = 0; round < 120; round++)
        {
            RgbImage source = ImageFixtures.Random(round, random.Next(1, 70), random.Next(1, 70));
            int width = round % 5 == 0 ? source.Width : random.Next(1, 60);
            int height = round % 7 == 0 ? source.Height : random.Next(1, 60);
            ResamplingFilter filter = Weighted[round % Weighted.Length];

            RgbImage actual = Resampler.Resize(source, width, height, filter);

            ImageFixtures.AssertSame(NaiveResampler.Resize(source, width, height, filter), actual, $"round {round}, {filter}");
        }
    }

    [Fact]
    public void Resize_OneChannel_EqualsEachChannelOfThree()
    {
        RgbImage source = ImageFixtures.Random(3, 41, 37);
        byte[] gray = [.. source.Pixels.Where((_, i) => i % 3 == 1)];
        foreach (ResamplingFilter filter in Enum.GetValues<ResamplingFilter>())
        {
            byte[] one = Resampler.Resize(gray, 41, 37, 1, 19, 50, filter);

            Assert.Equal(Resampler.Resize(source, 19, 50, filter).Pixels.Where((_, i) => i % 3 == 1), one);
        }
    }

    [Fact]
    public void Resize_SameSize_IsACopy()
    {
        RgbImage source = ImageFixtures.Random(1, 9, 4);

        RgbImage copy = Resampler.Resize(source, 9, 4, ResamplingFilter.Lanczos);

        Assert.Equal(source.Pixels, copy.Pixels);
        Assert.NotSame(source.Pixels, copy.Pixels);
    }

    [Fact]
    public void Resize_FlatPicture_StaysFlat()
    {
        RgbImage source = new(50, 40, [.. Enumerable.Repeat((byte)137, 50 * 40 * 3)]);
        foreach (ResamplingFilter filter in Enum.GetValues<ResamplingFilter>())
        {
            Assert.All(Resampler.Resize(source, 23, 61, filter).Pixels, value => Assert.Equal(137, value));
        }
    }

    [Fact]
    public void Resize_ManyThreads_GiveOneAnswer()
    {
        RgbImage source = ImageFixtures.Random(5, 67, 43);
        byte[] expected = Resampler.Resize(source, 31, 29, ResamplingFilter.Bicubic).Pixels;

        // More sizes than the tables kept, so that tables are thrown away under the others' feet.
        Parallel.For(0, 600, i =>
        {
            _ = Resampler.Resize(source, 1 + i, 3, ResamplingFilter.Bicubic);
            Assert.Equal(expected, Resampler.Resize(source, 31, 29, ResamplingFilter.Bicubic).Pixels);
        });
    }

    [Theory]
    [InlineData(0, 5, ResamplingFilter.Bilinear)]
    [InlineData(5, -1, ResamplingFilter.Bilinear)]
    [InlineData(5, 5, (ResamplingFilter)6)]
    public void Resize_WhatIsNoSizeOrFilter_IsRefused(int width, int height, ResamplingFilter filter) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.Resize(ImageFixtures.Random(1, 5, 5), width, height, filter));
}
