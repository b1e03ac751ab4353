namespace ShiftEval.Sweeps;

/// <summary>The points of a sweep where none are named.</summary>
internal static class SweepGrid
{
    private const int FewestImages = 2;
    private const int MostLayerPoints = 12;
    private static readonly double[] Weights = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
    private static readonly double[] Momenta = [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999];

    /// <summary>Ascending points.</summary>
    /// <param name="axis">What changes.</param>
    /// <param name="images">Images there are to estimate from.</param>
    /// <param name="layers">The model's layers.</param>
    public static IReadOnlyList<double> Of(SweepAxis axis, int images, int layers) => axis switch
    {
        SweepAxis.SourceWeight => Weights,
        SweepAxis.Momentum => Momenta,
        SweepAxis.Layers => [.. Enumerable.Range(0, Math.Min(layers, MostLayerPoints) + 1)
            .Select(i => Math.Round((double)i * layers / Math.Min(layers, MostLayerPoints))).Distinct()],
        _ => [.. Doubling(images)],
    };

    private static IEnumerable<double> Doubling(int images)
    {
        for (long n = FewestImages; n < images; n *= 2)
        {
            yield return n;
        }

        yield return images;
    }
}
