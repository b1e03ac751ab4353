using ShiftEval.Datasets.Batches;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation;

namespace ShiftEval.Tests.Estimation;

public sealed class BatchShardTests
{
    [Theory]
    [InlineData(23, 4, 3, false)]
    [InlineData(24, 4, 7, false)]
    [InlineData(25, 4, 3, true)]
    [InlineData(26, 4, 2, true)]
    [InlineData(5, 4, 1, true)]
    public void Of_AllParts_CutIntoTheBatchesOfTheOneRun(int samples, int size, int parts, bool joinSingle)
    {
        BatchPlan plan = new(size, joinSingle);
        int[] order = [.. Enumerable.Range(100, samples)];
        List<int[]> whole = [.. Cut(order, plan)];
        List<int[]>[] shards = [.. Enumerable.Range(1, Math.Min(parts, whole.Count)).Select(number => Cut(new BatchShard(number, parts).Of(order, plan), plan).ToList())];

        for (int b = 0; b < whole.Count; b++)
        {
            Assert.Equal(whole[b], shards[b % parts][b / parts]);
        }

        Assert.Equal(whole.Count, shards.Sum(shard => shard.Count));
    }

    [Fact]
    public void Of_MorePartsThanBatches_RefusesTheEmptyOne() => Assert.Equal(
        "--shard 3/4: the run has 2 batches, and none is this part's. Make at most 2 parts, or smaller batches with batch=.",
        Assert.Throws<InputException>(() => new BatchShard(3, 4).Of([1, 2, 3], new BatchPlan(2))).Message);

    [Fact]
    public void Parse_GoodPart_IsRead() => Assert.Equal(new BatchShard(2, 3), BatchShard.Parse("2/3"));

    [Theory]
    [InlineData("0/3")]
    [InlineData("4/3")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData("-1/3")]
    [InlineData("a/b")]
    public void Parse_BadPart_IsRefused(string text) => Assert.Equal(
        $"--shard {text}: is not a part such as 2/3, counted from 1. Write I/N with I from 1 to N.",
        Assert.Throws<InputException>(() => BatchShard.Parse(text)).Message);

    private static IEnumerable<int[]> Cut(IReadOnlyList<int> order, BatchPlan plan)
    {
        for (int first = 0; first < order.Count;)
        {
            int take = plan.Take(order.Count - first, atEnd: true);
            yield return [.. order.Skip(first).Take(take)];
            first += take;
        }
    }
}
