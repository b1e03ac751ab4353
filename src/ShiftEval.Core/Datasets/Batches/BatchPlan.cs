namespace ShiftEval.Datasets.Batches;

/// <summary>How a list of samples is cut into batches.</summary>
/// <param name="Size">Samples a batch; the last may be shorter.</param>
/// <param name="JoinSingle">Whether a last batch of one sample joins the one before: needed where a layer would see one value a channel.</param>
public readonly record struct BatchPlan(int Size, bool JoinSingle = false)
{
    /// <summary>The most samples a batch can hold.</summary>
    public int Capacity => JoinSingle && Size < int.MaxValue ? Size + 1 : Size;

    /// <summary>How many of <paramref name="waiting"/> samples form the next batch; 0 when more must come first.</summary>
    /// <param name="waiting">Samples read and not yet in a batch.</param>
    /// <param name="atEnd">Whether no more will come.</param>
    public int Take(int waiting, bool atEnd)
    {
        if (JoinSingle)
        {
            return waiting >= Size + 2L ? Size : !atEnd ? 0 : waiting == Size + 1L ? waiting : Math.Min(waiting, Size);
        }

        return waiting >= Size ? Size : atEnd ? waiting : 0;
    }
}
