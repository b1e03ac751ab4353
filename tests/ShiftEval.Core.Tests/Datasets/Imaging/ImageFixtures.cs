using System.Buffers.Binary;
using ShiftEval.Datasets.Imaging;

namespace ShiftEval.Tests.Datasets.Imaging;

/// <summary>Reads what Fixtures/imaging/make_fixtures.py wrote.</summary>
internal static class ImageFixtures
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Fixtures", "imaging");

    /// <summary>Names of the image files that have expected pixels beside them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.rgb").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!];

    public static string PathOf(string name) => Path.Combine(Folder, name);

    public static RgbImage Expected(string name)
    {
        int at = 0;
        return ReadImage(File.ReadAllBytes(PathOf(name + ".rgb")), ref at);
    }

    public static RgbImage ReadImage(byte[] bytes, ref int at)
    {
        int width = ReadInt(bytes, ref at);
        int height = ReadInt(bytes, ref at);
        int length = width * height * 3;
        RgbImage image = new(width, height, bytes.AsSpan(at, length).ToArray());
        at += length;
        return image;
    }

    public static int ReadInt(byte[] bytes, ref int at)
    {
        int value = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
        at += 4;
        return value;
    }

    public static RgbImage Random(int seed, int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }

    public static void AssertSame(RgbImage expected, RgbImage actual, string what)
    {
        Assert.True((expected.Width, expected.Height) == (actual.Width, actual.Height),
            $"{what}: {actual.Width} x {actual.Height}, not {expected.Width} x {expected.Height}");
        for (int i = 0; i < expected.Pixels.Length; i++)
        {
            if (expected.Pixels[i] != actual.Pixels[i])
            {
                int different = expected.Pixels.Zip(actual.Pixels).Count(pair => pair.First != pair.Second);
                Assert.Fail($"{what}: byte {i} is {actual.Pixels[i]}, not {expected.Pixels[i]}; {different} of {expected.Pixels.Length} differ");
            }
        }
    }
}
