using System.Text.Json;
using CsCheck;
using ShiftEval.Datasets;

namespace ShiftEval.Tests.Datasets;

public sealed class SampleOrderTests
{
    private static readonly Sample[] Samples =
        [.. SplitPlannerTests.Grouped(("labC", 3), ("labA", 11), ("labB", 7)).Samples];

    [Fact]
    public void Shuffled_ReferenceFromHashlib_IsReproduced()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "datasets", "hashes.json")));

        foreach (JsonElement row in document.RootElement.GetProperty("orders").EnumerateArray())
        {
            IEnumerable<Sample> samples = row.GetProperty("ids").EnumerateArray().Select(id => SplitPlannerTests.NewSample("lab", id.GetString()!));
            Assert.Equal(
                row.GetProperty("shuffled").EnumerateArray().Select(id => id.GetString()),
                SampleOrder.Shuffled(samples, row.GetProperty("seed").GetInt64()).Select(sample => sample.Id));
        }
    }

    [Fact]
    public void Shuffled_AnyOrderOfTheFile_GivesTheSameOrder() =>
        Gen.Select(Gen.Shuffle(Samples), Gen.Long)
            .Sample((shuffled, seed) => Assert.Equal(SampleOrder.Shuffled(Samples, seed), SampleOrder.Shuffled(shuffled, seed)));

    [Fact]
    public void Shuffled_OtherSeed_GivesAnotherOrder() =>
        Assert.NotEqual(SampleOrder.Shuffled(Samples, 0), SampleOrder.Shuffled(Samples, 1));

    [Fact]
    public void Take_OneDomain_IsTheBeginningOfTheShuffledOrder()
    {
        Sample[] one = [.. Samples.Where(sample => sample.Domain == "labA")];

        Assert.Equal(SampleOrder.Shuffled(one, 5).Take(4), SampleOrder.Take(one, 4, 5));
    }

    [Fact]
    public void Take_SeveralDomains_DrawsInTurnUntilADomainRunsOut()
    {
        IReadOnlyList<Sample> drawn = SampleOrder.Take(Samples, 21, 0);

        Assert.Equal(
            [
                "labA", "labB", "labC", "labA", "labB", "labC", "labA", "labB", "labC", "labA", "labB", "labA", "labB", "labA", "labB", "labA", "labB", "labA", "labA", "labA",
                "labA",
            ],
            drawn.Select(sample => sample.Domain));
    }

    [Fact]
    public void Take_AnyCount_IsNestedAndEvenAndDoesNotDependOnTheFilesOrder() =>
        Gen.Select(Gen.Shuffle(Samples), Gen.Int[0, 25], Gen.Long).Sample((shuffled, count, seed) =>
        {
            IReadOnlyList<Sample> drawn = SampleOrder.Take(Samples, count, seed);
            Assert.Equal(drawn, SampleOrder.Take(shuffled, count, seed));
            Assert.Equal(drawn, SampleOrder.Take(Samples, count + 1, seed).Take(count));
            Assert.Equal(Math.Min(count, Samples.Length), drawn.Count);
            Assert.Equal(Naive(count, seed), drawn);
        });

    [Fact]
    public void Take_NegativeCount_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => SampleOrder.Take(Samples, -1, 0));

    private static List<Sample> Naive(int count, long seed)
    {
        SortedDictionary<string, Queue<Sample>> queues = new(StringComparer.Ordinal);
        foreach (Sample sample in SampleOrder.Shuffled(Samples, seed))
        {
            queues.TryAdd(sample.Domain, new Queue<Sample>());
            queues[sample.Domain].Enqueue(sample);
        }

        List<Sample> drawn = [];
        while (drawn.Count < count && drawn.Count < Samples.Length)
        {
            foreach (Queue<Sample> queue in queues.Values)
            {
                if (drawn.Count < count && queue.TryDequeue(out Sample? next))
                {
                    drawn.Add(next);
                }
            }
        }

        return drawn;
    }
}
