using BenchmarkDotNet.Attributes;
using ShiftEval.Datasets.Imaging;

namespace ShiftEval.Benchmarks;

/// <summary>Pillow's bilinear resampling, down and up.</summary>
[MemoryDiagnoser]
public class ResamplerBenchmarks
{
    private RgbImage image = new(1, 1, new byte[3]);

    [Params(96, 300, 1024)]
    public int Side { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        byte[] pixels = new byte[Side * Side * 3];
        new Random(1).NextBytes(pixels);
        image = new RgbImage(Side, Side, pixels);
    }

    [Benchmark]
    public RgbImage Bilinear224() => Resampler.Resize(image, 224, 224, ResamplingFilter.Bilinear);
}
