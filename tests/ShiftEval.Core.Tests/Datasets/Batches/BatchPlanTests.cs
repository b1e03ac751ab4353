using CsCheck;
using ShiftEval.Datasets.Batches;

namespace ShiftEval.Tests.Datasets.Batches;

public sealed class BatchPlanTests
{
    [Fact]
    public void Take_AnyNumberOfSamples_CutsAsTheNaiveWayDoes() => Gen.Select(Gen.Int[1, 9], Gen.Bool, Gen.Int[0, 60]).Sample((size, join, samples) =>
    {
        BatchPlan plan = new(size, join);

        List<int> cut = Cut(plan, samples);

        Assert.Equal(Naive(size, join, samples), cut);
        Assert.All(cut, batch => Assert.InRange(batch, 1, plan.Capacity));
    });

    [Theory]
    [InlineData(4, false, 9, new[] { 4, 4, 1 })]
    [InlineData(4, true, 9, new[] { 4, 5 })]
    [InlineData(4, true, 10, new[] { 4, 4, 2 })]
    [InlineData(4, true, 8, new[] { 4, 4 })]
    [InlineData(4, true, 5, new[] { 5 })]
    [InlineData(4, true, 1, new[] { 1 })]
    [InlineData(1, true, 3, new[] { 1, 2 })]
    [InlineData(4, false, 0, new int[0])]
    public void Take_Examples_AreCutSo(int size, bool join, int samples, int[] batches) => Assert.Equal(batches, Cut(new BatchPlan(size, join), samples));

    [Fact]
    public void Take_LargestSizes_AreOneBatch()
    {
        Assert.Equal(int.MaxValue, new BatchPlan(int.MaxValue).Capacity);
        Assert.Equal(int.MaxValue, new BatchPlan(int.MaxValue, JoinSingle: true).Capacity);
        Assert.Equal([5], Cut(new BatchPlan(int.MaxValue, JoinSingle: true), 5));
        Assert.Equal([5], Cut(new BatchPlan(int.MaxValue - 1, JoinSingle: true), 5));
    }

    // As a reader does it: samples come one by one, a batch leaves as soon as it may.
    private static List<int> Cut(BatchPlan plan, int samples)
    {
        List<int> batches = [];
        int waiting = 0;
        for (int i = 0; i < samples; i++)
        {
            waiting++;
            Leave(plan.Take(waiting, atEnd: false));
        }

        while (waiting > 0)
        {
            int take = plan.Take(waiting, atEnd: true);
            Assert.True(take > 0);
            Leave(take);
        }

        return batches;

        void Leave(int take)
        {
            if (take > 0)
            {
                batches.Add(take);
                waiting -= take;
            }
        }
    }

    private static List<int> Naive(int size, bool join, int samples)
    {
        List<int> batches = [.. Enumerable.Range(0, samples).Chunk(size).Select(batch => batch.Length)];
        if (join && batches.Count > 1 && batches[^1] == 1)
        {
            batches.RemoveAt(batches.Count - 1);
            batches[^1]++;
        }

        return batches;
    }
}
