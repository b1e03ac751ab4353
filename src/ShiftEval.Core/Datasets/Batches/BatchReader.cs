using ShiftEval.Datasets.Imaging;

namespace ShiftEval.Datasets.Batches;

/// <summary>Decodes and preprocesses samples ahead of inference, and hands them out in batches.</summary>
/// <remarks>
/// A bounded queue of decoding tasks runs ahead of the reader. Batches depend on the order asked for alone, never on
/// the number of threads. Within the cache budget each sample is decoded once, however many passes read it.
/// </remarks>
public sealed class BatchReader : IBatchSource
{
    private readonly IReadOnlyList<Sample> samples;
    private readonly Preprocessor preprocessor;
    private readonly BatchReaderOptions options;
    private readonly UnreadableSamples unreadable;
    private readonly float[]?[] cache;
    private long cachedBytes;

    /// <summary>A reader over <paramref name="samples"/>.</summary>
    /// <param name="samples">The samples that indices refer to.</param>
    /// <param name="preprocessor">Turns an image into tensor values.</param>
    /// <param name="elements">Values of one sample's tensor.</param>
    /// <param name="options">How to read.</param>
    public BatchReader(IReadOnlyList<Sample> samples, Preprocessor preprocessor, int elements, BatchReaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(options);
        this.samples = samples;
        this.preprocessor = preprocessor;
        this.options = options;
        Elements = elements;
        unreadable = new UnreadableSamples(samples, options.OnError, options.MaxErrors);
        cache = new float[samples.Count][];
    }

    /// <inheritdoc/>
    public int Elements { get; }

    /// <summary>Positions of the samples found unreadable so far, with the reason.</summary>
    public IReadOnlyDictionary<int, string> Unreadable => unreadable.Reasons;

    /// <inheritdoc/>
    public string NameOf(int index) => samples[index].Id;

    /// <inheritdoc/>
    public IEnumerable<SampleBatch> Read(IReadOnlyList<int> order, BatchPlan plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(order);
        float[] buffer = new float[checked(Math.Min(plan.Capacity, order.Count) * Elements)];
        List<(int Index, float[] Values)> waiting = [];
        bool refused = false;
        foreach ((int index, float[]? values) in DecodeAhead(order, Math.Min(plan.Size, 64), cancellation))
        {
            if (values is null)
            {
                // What follows is still decoded, so that every unreadable sample is named at once.
                refused |= !unreadable.IsSkipping;
                continue;
            }

            if (refused)
            {
                continue;
            }

            waiting.Add((index, values));
            int take = plan.Take(waiting.Count, atEnd: false);
            if (take > 0)
            {
                yield return Fill(buffer, waiting, take);
            }
        }

        unreadable.ThrowIfRefused();
        for (int take = plan.Take(waiting.Count, atEnd: true); take > 0; take = plan.Take(waiting.Count, atEnd: true))
        {
            yield return Fill(buffer, waiting, take);
        }
    }

    /// <summary>Decodes samples before anything expensive runs, so that all unreadable ones are named at once; later passes find them decoded.</summary>
    /// <param name="order">Positions of the samples. Where they do not all fit into the cache nothing is done: the passes themselves will tell.</param>
    /// <param name="progress">Told how many samples are done.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="Diagnostics.InputException">Samples cannot be read and may not be skipped; all of them are named.</exception>
    public void Preload(IReadOnlyCollection<int> order, Action<int>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(order);
        if ((long)order.Count * Elements * sizeof(float) > options.CacheBytes)
        {
            return;
        }

        int done = 0;
        foreach (var _ in DecodeAhead([.. order], options.Threads, cancellation))
        {
            progress?.Invoke(++done);
        }

        unreadable.ThrowIfRefused();
    }

    private SampleBatch Fill(float[] buffer, List<(int Index, float[] Values)> waiting, int take)
    {
        int[] indices = new int[take];
        for (int i = 0; i < take; i++)
        {
            indices[i] = waiting[i].Index;
            waiting[i].Values.CopyTo(buffer, i * Elements);
        }

        waiting.RemoveRange(0, take);
        return new SampleBatch(indices, buffer.AsMemory(0, take * Elements));
    }

    private IEnumerable<(int Index, float[]? Values)> DecodeAhead(IReadOnlyList<int> order, int batch, CancellationToken cancellation)
    {
        Queue<(int Index, Task<float[]?> Values)> queue = new();
        using SemaphoreSlim slots = new(options.Threads);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        int capacity = batch + (2 * options.Threads);
        int next = 0;
        try
        {
            while (next < order.Count || queue.Count > 0)
            {
                while (next < order.Count && queue.Count < capacity)
                {
                    int index = order[next++];
                    queue.Enqueue((index, cache[index] is { } cached ? Task.FromResult<float[]?>(cached) : Decode(index, slots, stop.Token)));
                }

                (int first, Task<float[]?> values) = queue.Dequeue();
                yield return (first, values.GetAwaiter().GetResult());
            }
        }
        finally
        {
            // The semaphore must outlive the tasks that use it, also when the reader stops early; their failures concern nobody then.
            stop.Cancel();
            Task.WhenAll(queue.Select(entry => entry.Values)).ContinueWith(static all => _ = all.Exception, TaskScheduler.Default).GetAwaiter().GetResult();
        }
    }

    private async Task<float[]?> Decode(int index, SemaphoreSlim slots, CancellationToken cancellation)
    {
        await slots.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Load(index), cancellation).ConfigureAwait(false);
        }
        finally
        {
            slots.Release();
        }
    }

    private float[]? Load(int index)
    {
        if (unreadable.Reasons.ContainsKey(index))
        {
            return null;
        }

        try
        {
            float[] values = new float[Elements];
            preprocessor.Apply(ImageDecoder.Decode(samples[index].Path), values);
            long bytes = (long)Elements * sizeof(float);
            if (Interlocked.Add(ref cachedBytes, bytes) <= options.CacheBytes)
            {
                cache[index] = values;
            }
            else
            {
                Interlocked.Add(ref cachedBytes, -bytes);
            }

            return values;
        }
        catch (ImageException exception)
        {
            unreadable.Add(index, exception.Message);
            return null;
        }
    }
}
