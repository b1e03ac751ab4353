using ShiftEval.Datasets.Batches;

namespace ShiftEval.Inference;

/// <summary>Fills a short batch up to the size that a model fixes; what was there before pads it, and results of the padding are not read.</summary>
/// <param name="size">The batch size that the model fixes; null where any goes, and batches pass as they are.</param>
/// <param name="elements">Values of one sample's tensor.</param>
internal sealed class FixedBatch(int? size, int elements)
{
    private readonly float[] padded = size is { } fixedSize ? new float[checked(fixedSize * elements)] : [];

    /// <summary>The values to feed, and how many samples they are with the padding.</summary>
    public (Memory<float> Values, int Samples) Fill(SampleBatch batch)
    {
        if (size is not { } fixedSize || batch.Count == fixedSize)
        {
            return (batch.Values, batch.Count);
        }

        batch.Values.CopyTo(padded);
        return (padded, fixedSize);
    }
}
