namespace ShiftEval.Datasets.Batches;

/// <summary>Hands out the tensors of samples in batches: of image files, or of values in memory.</summary>
public interface IBatchSource
{
    /// <summary>Values of one sample's tensor.</summary>
    int Elements { get; }

    /// <summary>Reads samples in the given order, in batches.</summary>
    /// <param name="order">Positions of the samples to read.</param>
    /// <param name="plan">How to cut them into batches.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="Diagnostics.InputException">Samples cannot be read and may not be skipped; all of them are named.</exception>
    IEnumerable<SampleBatch> Read(IReadOnlyList<int> order, BatchPlan plan, CancellationToken cancellation);

    /// <summary>What messages call a sample.</summary>
    string NameOf(int index);
}
