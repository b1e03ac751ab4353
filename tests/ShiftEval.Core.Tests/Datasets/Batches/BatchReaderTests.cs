using ShiftEval.Datasets;
using ShiftEval.Datasets.Batches;
using ShiftEval.Datasets.Imaging;
using ShiftEval.Diagnostics;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Datasets.Batches;

public sealed class BatchReaderTests : IDisposable
{
    private const int Side = 8;
    private const int Elements = 3 * Side * Side;
    private readonly TemporaryFolder folder = new();
    private readonly Preprocessor preprocessor = new(Preprocessing.Unit(Side, Side), 3);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(2, 7, false)]
    [InlineData(8, 7, true)]
    [InlineData(3, 100, false)]
    public void Read_AnyNumberOfThreads_KeepsOrderAndValues(int threads, int size, bool join)
    {
        Sample[] samples = Copies(50);
        int[] order = [.. Enumerable.Range(0, 50).Reverse().Where(i => i != 13)];

        List<(int[] Indices, float[] Values)> batches = Read(Reader(samples, new BatchReaderOptions { Threads = threads }), order, new BatchPlan(size, join));

        Assert.Equal(order, batches.SelectMany(batch => batch.Indices));
        Assert.Equal(order.SelectMany(i => Naive(samples[i])), batches.SelectMany(batch => batch.Values));
        Assert.All(batches.SkipLast(1), batch => Assert.Equal(size, batch.Indices.Length));
        Assert.All(batches, batch => Assert.Equal(batch.Indices.Length * Elements, batch.Values.Length));
    }

    [Fact]
    public void Read_NoSamples_GivesNoBatch() => Assert.Empty(Read(Reader(Copies(1), new()), [], new BatchPlan(4)));

    [Fact]
    public void Read_OneSampleTwice_GivesItTwice() =>
        Assert.Equal([1, 0, 1], Read(Reader(Copies(2), new()), [1, 0, 1], new BatchPlan(8)).Single().Indices);

    [Fact]
    public void Read_WithinTheCacheBudget_OpensNoFileAgain()
    {
        Sample[] samples = Copies(20);
        BatchReader reader = Reader(samples, new BatchReaderOptions { CacheBytes = 20L * Elements * sizeof(float), Threads = 1 });
        int[] order = [.. Enumerable.Range(0, 20)];
        List<(int[] Indices, float[] Values)> first = Read(reader, order, new BatchPlan(6));

        DeleteAll(samples);
        List<(int[] Indices, float[] Values)> second = Read(reader, [.. order.Reverse()], new BatchPlan(4));

        Assert.Equal(first.SelectMany(batch => batch.Values.Chunk(Elements)).Reverse(), second.SelectMany(batch => batch.Values.Chunk(Elements)));
    }

    [Fact]
    public void Read_PastTheCacheBudget_DecodesTheRestAgain()
    {
        Sample[] samples = Copies(20);
        BatchReader reader = Reader(samples, new BatchReaderOptions { CacheBytes = 7L * Elements * sizeof(float), Threads = 1, OnError = OnError.Skip });
        int[] order = [.. Enumerable.Range(0, 20)];
        float[] first = [.. Read(reader, order, new BatchPlan(6)).SelectMany(batch => batch.Values)];
        Assert.Equal(first, Read(reader, order, new BatchPlan(6)).SelectMany(batch => batch.Values));
        Assert.Empty(reader.Unreadable);

        DeleteAll(samples);

        Assert.Equal(order[..7], Read(reader, order, new BatchPlan(6)).SelectMany(batch => batch.Indices));
        Assert.Equal(order[7..], reader.Unreadable.Keys.Order());
    }

    [Fact]
    public void Read_CacheOfNothing_GivesTheSameValues()
    {
        Sample[] samples = Copies(5);

        Assert.Equal(
            Read(Reader(samples, new()), [0, 1, 2, 3, 4], new BatchPlan(2)).Select(batch => batch.Values),
            Read(Reader(samples, new BatchReaderOptions { CacheBytes = 0 }), [0, 1, 2, 3, 4], new BatchPlan(2)).Select(batch => batch.Values));
    }

    [Fact]
    public void Read_UnreadableSamples_AreAllNamedInDataOrder()
    {
        Sample[] samples = Copies(30);
        File.WriteAllText(samples[29].Path, "no image");
        File.Delete(samples[3].Path);
        File.WriteAllText(samples[5].Path, "");

        InputException exception = Assert.Throws<InputException>(
            () => Read(Reader(samples, new BatchReaderOptions { Threads = 4 }), [.. Enumerable.Range(0, 30).Reverse()], new BatchPlan(4)));

        Assert.Equal(["3.png", "5.png", "29.png"], exception.Problems.Select(problem => problem.Where));
        Assert.All(exception.Problems, problem => Assert.Equal("Replace the file, take it out of the data, or add --on-error skip", problem.Remedy));
        Assert.Equal("5.png: is empty. Replace the file, take it out of the data, or add --on-error skip.", exception.Problems[1].ToString());
    }

    [Fact]
    public void Read_MoreUnreadableSamplesThanAListHolds_CountsTheRest()
    {
        Sample[] samples = Copies(25);
        DeleteAll(samples);

        InputException exception = Assert.Throws<InputException>(() => Read(Reader(samples, new()), [.. Enumerable.Range(0, 25)], new BatchPlan(4)));

        Assert.Equal(21, exception.Problems.Count);
        Assert.Equal("19.png", exception.Problems[19].Where);
        Assert.Equal("--data: 5 more samples cannot be read. Repair them as well.", exception.Problems[20].ToString());
    }

    [Fact]
    public void Read_Skip_LeavesThemOutAndRecutsTheBatches()
    {
        Sample[] samples = Copies(10);
        File.Delete(samples[2].Path);
        File.Delete(samples[9].Path);
        BatchReader reader = Reader(samples, new BatchReaderOptions { OnError = OnError.Skip });

        List<(int[] Indices, float[] Values)> batches = Read(reader, [.. Enumerable.Range(0, 10)], new BatchPlan(4));

        Assert.Equal([[0, 1, 3, 4], [5, 6, 7, 8]], batches.Select(batch => batch.Indices));
        Assert.Equal([2, 9], reader.Unreadable.Keys.Order());
        Assert.All(reader.Unreadable.Values, Assert.NotEmpty);
    }

    [Fact]
    public void Read_SkipWithOneLeftOver_JoinsItAllTheSame()
    {
        Sample[] samples = Copies(10);
        File.Delete(samples[2].Path);

        List<(int[] Indices, float[] Values)> batches = Read(
            Reader(samples, new BatchReaderOptions { OnError = OnError.Skip }), [.. Enumerable.Range(0, 10)], new BatchPlan(4, JoinSingle: true));

        Assert.Equal([[0, 1, 3, 4], [5, 6, 7, 8, 9]], batches.Select(batch => batch.Indices));
    }

    [Fact]
    public void Read_AllSkipped_GivesNoBatch()
    {
        Sample[] samples = Copies(3);
        DeleteAll(samples);

        Assert.Empty(Read(Reader(samples, new BatchReaderOptions { OnError = OnError.Skip }), [0, 1, 2], new BatchPlan(2)));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(2, false)]
    [InlineData(0, false)]
    public void Read_SkipUpToMaxErrors_EndsBeyondIt(int maximum, bool passes)
    {
        Sample[] samples = Copies(10);
        foreach (int i in new[] { 1, 4, 8 })
        {
            File.Delete(samples[i].Path);
        }

        BatchReader reader = Reader(samples, new BatchReaderOptions { OnError = OnError.Skip, MaxErrors = maximum });

        if (passes)
        {
            Assert.Equal(7, Read(reader, [.. Enumerable.Range(0, 10)], new BatchPlan(4)).Sum(batch => batch.Indices.Length));
            return;
        }

        InputException exception = Assert.Throws<InputException>(() => Read(reader, [.. Enumerable.Range(0, 10)], new BatchPlan(4)));
        Assert.Equal(["1.png", "4.png", "8.png", $"--max-errors {maximum}"], exception.Problems.Select(problem => problem.Where));
        Assert.Equal("Replace the file or take it out of the data", exception.Problems[0].Remedy);
        Assert.Equal($"--max-errors {maximum}: 3 samples cannot be read. Repair the data or raise the limit.", exception.Problems[3].ToString());
    }

    [Fact]
    public void Read_Cancelled_EndsWithAnOperationCanceledException()
    {
        Sample[] samples = Copies(200);
        using CancellationTokenSource cancellation = new();
        using IEnumerator<SampleBatch> batches =
            Reader(samples, new BatchReaderOptions { Threads = 2 }).Read([.. Enumerable.Range(0, 200)], new BatchPlan(2), cancellation.Token).GetEnumerator();
        Assert.True(batches.MoveNext());

        cancellation.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            while (batches.MoveNext())
            {
                // What was decoded before the cancellation may still come.
            }
        });
    }

    [Fact]
    public void Read_CancelledBefore_GivesNothing() => Assert.ThrowsAny<OperationCanceledException>(
        () => Reader(Copies(3), new()).Read([0, 1, 2], new BatchPlan(2), new CancellationToken(canceled: true)).Count());

    [Fact]
    public void Read_EnumeratorDisposedEarly_LeavesNothingRunning()
    {
        Sample[] samples = Copies(100);
        File.Delete(samples[20].Path);
        BatchReader reader = Reader(samples, new BatchReaderOptions { Threads = 3 });
        foreach (SampleBatch batch in reader.Read([.. Enumerable.Range(0, 100)], new BatchPlan(4), CancellationToken.None))
        {
            Assert.Equal([0, 1, 2, 3], batch.Indices);
            break;
        }

        // A task that still ran would meet a missing file.
        int unreadable = reader.Unreadable.Count;
        DeleteAll(samples);
        Thread.Sleep(50);
        Assert.Equal(unreadable, reader.Unreadable.Count);
    }

    private static List<(int[] Indices, float[] Values)> Read(BatchReader reader, int[] order, BatchPlan plan) =>
        [.. reader.Read(order, plan, CancellationToken.None).Select(batch => (batch.Indices.ToArray(), batch.Values.ToArray()))];

    private static void DeleteAll(Sample[] samples)
    {
        foreach (Sample sample in samples)
        {
            File.Delete(sample.Path);
        }
    }

    private BatchReader Reader(Sample[] samples, BatchReaderOptions options) => new(samples, preprocessor, Elements, options);

    private float[] Naive(Sample sample)
    {
        float[] values = new float[Elements];
        preprocessor.Apply(ImageDecoder.Decode(sample.Path), values);
        return values;
    }

    /// <summary>Copies of the tiny labs' first images, named by their position.</summary>
    private Sample[] Copies(int count) =>
    [
        .. TinyFixture.Rows.Take(count).Select((row, i) =>
        {
            string id = FormattableString.Invariant($"{i}.png");
            File.Copy(TinyFixture.PathOf(row.Path), folder.At(id));
            return new Sample { Id = id, Path = folder.At(id), Domain = row.Lab, Group = row.Slide };
        }),
    ];
}
