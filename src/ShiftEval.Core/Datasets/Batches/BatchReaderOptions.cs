namespace ShiftEval.Datasets.Batches;

/// <summary>How samples are read.</summary>
public sealed record BatchReaderOptions
{
    /// <summary>What happens with an unreadable sample.</summary>
    public OnError OnError { get; init; } = OnError.Fail;

    /// <summary>With <see cref="OnError.Skip"/>: more unreadable samples than this end the run; null never does.</summary>
    public int? MaxErrors { get; init; }

    /// <summary>Bytes of decoded tensors kept for later passes; past it samples are decoded again. Default 1 GiB.</summary>
    public long CacheBytes { get; init; } = 1L << 30;

    /// <summary>Samples decoded at the same time; default the number of processors.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
