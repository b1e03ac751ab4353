namespace ShiftEval.Statistics.Folding;

/// <summary>Names of what unfolding adds to a graph.</summary>
internal static class FoldNames
{
    /// <summary>The mean of the BatchNorm behind a convolution, from which its layer takes the convolution's name.</summary>
    public static string Mean(string convolution) => $"{convolution}.running_mean";
}
