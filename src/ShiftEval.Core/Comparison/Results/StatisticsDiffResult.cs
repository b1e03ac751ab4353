namespace ShiftEval.Comparison.Results;

/// <summary>How the statistics of two files or models differ.</summary>
public sealed record StatisticsDiffResult
{
    /// <summary>The document's format.</summary>
    public string Schema { get; init; } = "shifteval.stats-diff/1";

    /// <summary>The file or model that differences start from.</summary>
    public required string From { get; init; }

    /// <summary>The other.</summary>
    public required string To { get; init; }

    /// <summary>The layers in node order.</summary>
    public required IReadOnlyList<LayerDifferenceResult> Layers { get; init; }
}

/// <summary>How one layer differs; lengths are in standard deviations of the first side, sqrt(v_a + ε).</summary>
/// <param name="Name">The layer.</param>
/// <param name="Channels">Its channels.</param>
/// <param name="MeanShift">|m_b − m_a| / sqrt(v_a + ε).</param>
/// <param name="VarianceRatio">(v_b + ε) / (v_a + ε).</param>
/// <param name="Wasserstein">2-Wasserstein distance of N(m_a, v_a) and N(m_b, v_b), over sqrt(v_a + ε).</param>
public sealed record LayerDifferenceResult(string Name, int Channels, ChannelSummary MeanShift, ChannelSummary VarianceRatio, ChannelSummary Wasserstein);

/// <summary>A figure over the channels of a layer.</summary>
/// <param name="Mean">Mean over channels.</param>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest.</param>
public readonly record struct ChannelSummary(double Mean, double Min, double Max);
