using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class CounterRandomTests
{
    [Fact]
    public void Next_IsSplitMix64()
    {
        // The sequence for state 1234567 that implementations of SplitMix64 are checked by.
        CounterRandom random = new(1234567UL);

        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431], Enumerable.Range(0, 4).Select(_ => random.Next()).ToArray());
    }

    [Fact]
    public void Below_IsUniform()
    {
        CounterRandom random = new(0, 1, 0);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
        {
            counts[random.Below(7)]++;
        }

        // Chi-square with 6 degrees of freedom exceeds 22.5 once in a thousand.
        Assert.True(counts.Sum(count => (count - 10_000.0) * (count - 10_000.0) / 10_000) < 22.5, string.Join(' ', counts));
    }

    [Fact]
    public void Below_BoundThatDoesNotDivideTheWords_RejectsRatherThanBiases()
    {
        // 2^32 words on 3·2^29 values: without rejection each three values would share eight words as 3, 3 and 2.
        CounterRandom random = new(0, 1, 0);
        int[] counts = new int[3];
        for (int i = 0; i < 30_000; i++)
        {
            counts[random.Below(3 << 29) % 3]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_700, 10_300));
    }

    [Fact]
    public void Constructor_EverySeedStreamAndIndex_StartsElsewhere()
    {
        HashSet<ulong> first = [];
        for (int seed = -5; seed < 5; seed++)
        {
            for (int stream = 0; stream < 4; stream++)
            {
                for (int index = 0; index < 500; index++)
                {
                    CounterRandom random = new(seed, stream, index);
                    Assert.True(first.Add(random.Next()));
                }
            }
        }
    }
}
