namespace ShiftEval.Datasets.Batches;

/// <summary>Some decoded and preprocessed samples, ready for a model.</summary>
/// <param name="Indices">Positions of the samples in the list the pipeline was made for.</param>
/// <param name="Values">Row-major tensor values, <see cref="Count"/> × elements of one sample. Valid until the next batch is read.</param>
public readonly record struct SampleBatch(IReadOnlyList<int> Indices, Memory<float> Values)
{
    /// <summary>Number of samples.</summary>
    public int Count => Indices.Count;
}
