namespace ShiftEval.Estimation;

/// <summary>How much each sample counts in an estimation.</summary>
/// <param name="weights">Weights of at least 0 by the sample's position; not all 0.</param>
public sealed class SampleWeights(IReadOnlyDictionary<int, double> weights)
{
    /// <summary>The weights of some samples, in their order.</summary>
    public double[] Of(IReadOnlyList<int> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        return [.. positions.Select(position => weights[position])];
    }
}
