namespace ShiftEval.Metrics;

/// <summary>What metrics need of samples one by one, summed.</summary>
/// <param name="NegativeLogLikelihood">−ln of the truth's probability.</param>
/// <param name="SquaredError">Σ over classes of (probability − [is the truth])².</param>
/// <param name="SquaredDistance">(truth − prediction)², of class indices; a whole number.</param>
internal readonly record struct SampleSums(double NegativeLogLikelihood, double SquaredError, double SquaredDistance)
{
    public static SampleSums operator +(SampleSums left, SampleSums right) => new(
        left.NegativeLogLikelihood + right.NegativeLogLikelihood,
        left.SquaredError + right.SquaredError,
        left.SquaredDistance + right.SquaredDistance);

    public static SampleSums operator -(SampleSums left, SampleSums right) => left + (-1 * right);

    public static SampleSums operator *(int times, SampleSums sums) =>
        new(times * sums.NegativeLogLikelihood, times * sums.SquaredError, times * sums.SquaredDistance);
}
