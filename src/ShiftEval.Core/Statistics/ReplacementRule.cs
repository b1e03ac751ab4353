namespace ShiftEval.Statistics;

/// <summary>Which of a model's statistics are replaced by others; the rest stays as stored.</summary>
public sealed record ReplacementRule
{
    /// <summary>Everything is replaced.</summary>
    public static readonly ReplacementRule Everything = new();

    /// <summary>Pattern of the names of the layers whose statistics are replaced (<c>*</c> any text, <c>?</c> any character); null takes all.</summary>
    public string? Layers { get; init; }

    /// <summary>How many layers, counted from the input, are replaced; null takes all.</summary>
    public int? FirstLayers { get; init; }

    /// <summary>Whether means are replaced.</summary>
    public bool Mean { get; init; } = true;

    /// <summary>Whether variances are replaced.</summary>
    public bool Variance { get; init; } = true;

    /// <summary>
    /// P of Hybrid-TTN: in layer l of L, counted from 0, the P·(1−l/(L−1)) percent of channels are replaced whose new Gaussian is nearest to
    /// the stored one in 2-Wasserstein distance; 0..100, null takes all.
    /// </summary>
    public double? NearestPercent { get; init; }
}
