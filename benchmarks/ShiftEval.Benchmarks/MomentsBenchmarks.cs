using BenchmarkDotNet.Attributes;
using ShiftEval.Estimation;
using ShiftEval.Statistics;

namespace ShiftEval.Benchmarks;

/// <summary>Per-channel moments of one activation tensor, against two plain passes in double.</summary>
[MemoryDiagnoser]
public class MomentsBenchmarks
{
    private readonly long[] shape = [16, 64, 24, 24];
    private float[] values = [];

    [GlobalSetup]
    public void Fill()
    {
        Random random = new(1);
        values = new float[shape.Aggregate(1L, (product, side) => product * side)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextSingle();
        }
    }

    [Benchmark(Baseline = true)]
    public double[] TwoPassesOfANaiveLoop()
    {
        int area = (int)(shape[2] * shape[3]);
        double[] mean = new double[shape[1]];
        double[] m2 = new double[shape[1]];
        for (int c = 0; c < mean.Length; c++)
        {
            Visit(c, value => mean[c] += value);
            mean[c] /= shape[0] * area;
            Visit(c, value => m2[c] += (value - mean[c]) * (value - mean[c]));
        }

        return m2;

        void Visit(int c, Action<double> visit)
        {
            for (int n = 0; n < shape[0]; n++)
            {
                int start = (int)((n * shape[1]) + c) * area;
                for (int i = start; i < start + area; i++)
                {
                    visit(values[i]);
                }
            }
        }
    }

    [Benchmark]
    public ChannelMoments Measure() => TensorMoments.Measure(values, shape, (int)shape[0]);
}
