using System.Text;
using ShiftEval.Datasets.Imaging;
using ShiftEval.Diagnostics;

namespace ShiftEval.Tests.Datasets.Imaging;

public sealed class PreprocessorTests
{
    private const string Plain = "\"do_resize\": false, \"do_rescale\": false, \"do_normalize\": false";

    private sealed record Case(RgbImage Image, Preprocessing Preprocessing, int Height, int Width, int Channels, float[] Expected);

    [Theory]
    [InlineData(TensorLayout.Nchw)]
    [InlineData(TensorLayout.Nhwc)]
    public void Apply_EveryRule_EqualsTheNumPyProcessors(TensorLayout layout)
    {
        List<Case> cases = ReadCases();
        Assert.Equal(10, cases.Count);
        foreach (Case item in cases)
        {
            Preprocessor preprocessor = new(item.Preprocessing, item.Channels, layout);
            float[] actual = new float[item.Expected.Length];

            preprocessor.Apply(item.Image, actual);

            Assert.Equal(layout == TensorLayout.Nhwc ? item.Expected : ToNchw(item), actual);
        }
    }

    [Fact]
    public void Apply_PreprocessorsOrder_PutsBlueFirst()
    {
        RgbImage image = new(2, 1, [1, 2, 3, 4, 5, 6]);

        Assert.Equal([3, 6, 2, 5, 1, 4], Apply(image, Plain, 3, TensorLayout.Nchw, ChannelOrder.Bgr));
        Assert.Equal([3, 2, 1, 6, 5, 4], Apply(image, Plain, 3, TensorLayout.Nhwc, ChannelOrder.Bgr));
        Assert.Equal([1, 2, 3, 4, 5, 6], Apply(image, Plain, 3, TensorLayout.Nhwc, ChannelOrder.Rgb));
    }

    [Fact]
    public void Apply_BothFileAndModelSayBgr_DoesNotFlipTwice() =>
        Assert.Equal([3, 2, 1], Apply(new RgbImage(1, 1, [1, 2, 3]), Plain + ", \"do_flip_channel_order\": true", 3, TensorLayout.Nhwc, ChannelOrder.Bgr));

    [Fact]
    public void Apply_MeansOfABgrModel_StayWithTheirColours() =>
        Assert.Equal([-7, -6, -5], Apply(new RgbImage(1, 1, [5, 4, 3]),
            "\"do_resize\": false, \"do_rescale\": false, \"image_mean\": [10, 10, 10], \"image_std\": 1", 3, TensorLayout.Nhwc, ChannelOrder.Bgr));

    [Fact]
    public void OutputSize_IsFixedByCropOrSize_AndOpenOtherwise()
    {
        Assert.Equal((20, 30), SizeOf("\"size\": {\"height\": 20, \"width\": 30}, \"resample\": 2"));
        Assert.Equal((5, 6), SizeOf("\"size\": {\"shortest_edge\": 9}, \"resample\": 2, \"crop_size\": {\"height\": 5, \"width\": 6}"));
        Assert.Null(SizeOf("\"size\": {\"shortest_edge\": 9}, \"resample\": 2"));
        Assert.Null(SizeOf("\"do_resize\": false"));
    }

    [Fact]
    public void Apply_AnotherSizeThanTheModelTakes_IsOneImagesProblem()
    {
        Preprocessor preprocessor = new(Preprocessing.Parse("{" + Plain + "}", "a"), 3);

        ImageException refusal = Assert.Throws<ImageException>(() => preprocessor.Apply(ImageFixtures.Random(1, 5, 4), new float[75]));

        Assert.Equal("is 4 x 5 after preprocessing, 60 values; the model takes 75", refusal.Message);
    }

    [Theory]
    [InlineData("\"size\": {\"shortest_edge\": 60000}, \"resample\": 2", "is 1 x 100, too long and narrow to be resized to 60000 x 6000000")]
    [InlineData("\"size\": {\"shortest_edge\": 2, \"longest_edge\": 3}, \"resample\": 2", "is 1 x 100, too long and narrow to be resized to 0 x 3")]
    public void Apply_LongAndNarrow_IsRefusedBeforeMemoryIsTaken(string rule, string expected)
    {
        Preprocessor preprocessor = new(Preprocessing.Parse("{" + rule + ", \"do_normalize\": false}", "a"), 3);

        Assert.Equal(expected, Assert.Throws<ImageException>(() => preprocessor.Apply(ImageFixtures.Random(1, 100, 1), new float[12])).Message);
    }

    [Fact]
    public void Constructor_MeansOfAnotherModel_AreRefusedTogether()
    {
        Preprocessing preprocessing = Preprocessing.Parse("""{"do_resize":false,"image_mean":[1,2,3],"image_std":[1,2,3]}""", "a");

        InputException refusal = Assert.Throws<InputException>(() => new Preprocessor(preprocessing, 1));

        Assert.Equal("a, $.image_mean: has 3 values, and the model's input has 1 channel. Write one value a channel.\n"
            + "a, $.image_std: has 3 values, and the model's input has 1 channel. Write one value a channel.", refusal.Message);
    }

    [Fact]
    public void Constructor_FourChannels_AreRefused() =>
        Assert.Equal("the model's input: has 4 channels. Use a model that takes gray (1) or colour (3) images.",
            Assert.Throws<InputException>(() => new Preprocessor(Preprocessing.Unit(2, 2), 4)).Message);

    [Fact]
    public void Apply_ManyThreads_GiveOneAnswer()
    {
        Case item = ReadCases()[1];
        Preprocessor preprocessor = new(item.Preprocessing, item.Channels, TensorLayout.Nhwc);
        Parallel.For(0, 64, _ =>
        {
            float[] actual = new float[item.Expected.Length];
            preprocessor.Apply(item.Image, actual);
            Assert.Equal(item.Expected, actual);
        });
    }

    private static (int Height, int Width)? SizeOf(string rule) =>
        new Preprocessor(Preprocessing.Parse("{" + rule + ", \"do_normalize\": false}", "a"), 3).OutputSize;

    private static float[] Apply(RgbImage image, string keys, int channels, TensorLayout layout, ChannelOrder order)
    {
        float[] result = new float[image.Width * image.Height * channels];
        new Preprocessor(Preprocessing.Parse("{" + keys + "}", "a"), channels, layout, order).Apply(image, result);
        return result;
    }

    private static float[] ToNchw(Case item)
    {
        int plane = item.Height * item.Width;
        return [.. Enumerable.Range(0, item.Expected.Length).Select(i => item.Expected[i % plane * item.Channels + i / plane])];
    }

    private static List<Case> ReadCases()
    {
        byte[] bytes = File.ReadAllBytes(ImageFixtures.PathOf("preprocess.bin"));
        int at = 0;
        int count = ImageFixtures.ReadInt(bytes, ref at);
        List<Case> cases = [];
        for (int i = 0; i < count; i++)
        {
            RgbImage image = ImageFixtures.ReadImage(bytes, ref at);
            int length = ImageFixtures.ReadInt(bytes, ref at);
            Preprocessing preprocessing = Preprocessing.Parse(Encoding.UTF8.GetString(bytes, at, length), $"case {i}");
            at += length;
            int height = ImageFixtures.ReadInt(bytes, ref at);
            int width = ImageFixtures.ReadInt(bytes, ref at);
            int channels = ImageFixtures.ReadInt(bytes, ref at);
            float[] expected = new float[height * width * channels];
            Buffer.BlockCopy(bytes, at, expected, 0, expected.Length * sizeof(float));
            at += expected.Length * sizeof(float);
            cases.Add(new Case(image, preprocessing, height, width, channels, expected));
        }

        Assert.Equal(bytes.Length, at);
        return cases;
    }
}
