using System.Globalization;

namespace ShiftEval.Datasets.Batches;

/// <summary>Samples whose tensors are in memory already.</summary>
/// <param name="samples">One array a sample, all of one length of at least 1.</param>
public sealed class TensorBatches(IReadOnlyList<float[]> samples) : IBatchSource
{
    /// <inheritdoc/>
    public int Elements { get; } = samples.Count > 0 ? samples[0].Length : throw new ArgumentException("There are no samples.", nameof(samples));

    /// <inheritdoc/>
    public IEnumerable<SampleBatch> Read(IReadOnlyList<int> order, BatchPlan plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(order);
        for (int first = 0; first < order.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = plan.Take(order.Count - first, atEnd: true);
            int[] indices = [.. order.Skip(first).Take(count)];
            float[] values = new float[checked(count * Elements)];
            for (int i = 0; i < count; i++)
            {
                samples[indices[i]].CopyTo(values, i * Elements);
            }

            first += count;
            yield return new SampleBatch(indices, values);
        }
    }

    /// <inheritdoc/>
    public string NameOf(int index) => index.ToString(CultureInfo.InvariantCulture);
}
