using ShiftEval.Datasets.Imaging;

namespace ShiftEval.Tests.Datasets.Imaging;

public sealed class ImageDecoderFuzzTests
{
    [Fact]
    public void Decode_MutatedFiles_ThrowNothingButImageExceptionAndTakeLittleMemory()
    {
        Random random = new(20240517);
        int decoded = 0;
        int refused = 0;
        foreach (string name in ImageFixtures.Names)
        {
            byte[] original = File.ReadAllBytes(ImageFixtures.PathOf(name));
            for (int round = 0; round < 12; round++)
            {
                byte[] bytes = Mutate(original, random);
                long before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    RgbImage image = ImageDecoder.Decode(bytes);
                    Assert.InRange((long)image.Width * image.Height, 1, ImageDecoder.MaximumPixels);
                    decoded++;
                }
                catch (ImageException exception)
                {
                    Assert.Matches("^(is|has) ", exception.Message);
                    refused++;
                }

                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * ImageDecoder.MaximumPixels);
            }
        }

        Assert.InRange(decoded, 100, 900);
        Assert.InRange(refused, 100, 900);
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        byte[] bytes = [.. original];
        if (random.Next(4) == 0)
        {
            bytes = bytes[..random.Next(bytes.Length)];
        }

        // Headers and directories are short; half of the hits go to the first bytes and the last.
        int hits = bytes.Length == 0 ? 0 : random.Next(1, 9);
        for (int i = 0; i < hits; i++)
        {
            int at = random.Next(4) switch
            {
                0 => random.Next(Math.Min(64, bytes.Length)),
                1 => bytes.Length - 1 - random.Next(Math.Min(220, bytes.Length)),
                _ => random.Next(bytes.Length),
            };
            bytes[at] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
        }

        return bytes;
    }
}
