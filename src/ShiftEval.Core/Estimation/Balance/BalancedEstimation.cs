using System.Globalization;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation.Balance;

/// <summary>Statistics of samples that are weighted to another class mix than theirs, by what the model itself predicts for them.</summary>
/// <remarks>
/// Round 0 is unweighted. Each further round predicts with the statistics at hand, estimates the mix (<see cref="LabelShift"/>), weights
/// and estimates again. The weights are as good as the predictions: where too few samples would carry the estimate, it stays unweighted.
/// </remarks>
public sealed class BalancedEstimation
{
    /// <summary>Rounds after which the weights are taken as they are.</summary>
    public const int MostRounds = 5;

    private const double Tolerance = 1e-3;
    private const double LeastEffectiveShare = 0.3;
    private const double LeastClassShare = 0.01;

    /// <summary>The classes, shape [K].</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>p_s, the model's mean prediction on the source samples, shape [K].</summary>
    public required IReadOnlyList<double> SourcePrior { get; init; }

    /// <summary>π, the mix to weight to, shape [K]; sums to 1.</summary>
    public required IReadOnlyList<double> Wanted { get; init; }

    /// <summary>Estimates with weights by sample position; null counts all alike.</summary>
    public required Func<SampleWeights?, EstimationResult> Estimate { get; init; }

    /// <summary>Class probabilities that the model with these statistics gives the samples at these positions, row-major, shape [n, K].</summary>
    public required Func<ModelStatistics, IReadOnlyList<int>, double[]> Predict { get; init; }

    /// <summary>Runs the rounds.</summary>
    public EstimationResult Run()
    {
        EstimationResult unweighted = Estimate(null);
        EstimationResult current = unweighted;
        double[] weights = [.. Enumerable.Repeat(1.0, unweighted.Samples.Count)];
        for (int round = 1; ; round++)
        {
            LabelShift shift = LabelShift.Estimate(Predict(current.Statistics, unweighted.Samples), SourcePrior);
            double[] next = shift.Weights(Wanted);
            double sum = next.Sum();
            double effective = sum * sum / next.Sum(weight => weight * weight);
            BalanceReport report = new(round, next.Zip(weights, (a, b) => Math.Abs(a - b)).Max() < Tolerance, shift.Mix, Wanted, effective, Obstacle(shift, effective, next.Length));
            if (report.Refused is not null)
            {
                return unweighted with { Balance = report };
            }

            if (report.Converged || round > MostRounds)
            {
                return current with { Balance = report with { Rounds = round - 1 } };
            }

            weights = next;
            current = Estimate(new SampleWeights(unweighted.Samples.Zip(weights).ToDictionary(pair => pair.First, pair => pair.Second)));
        }
    }

    private string? Obstacle(LabelShift shift, double effective, int samples)
    {
        if (!(effective >= LeastEffectiveShare * samples))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{effective:0} of {samples} images would carry the estimate");
        }

        int rare = Enumerable.Range(0, Wanted.Count).FirstOrDefault(c => Wanted[c] > 0 && shift.Mix[c] < LeastClassShare, -1);
        return rare < 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{Classes[rare]} seems to be {shift.Mix[rare]:P1} of the images, too few to stand for it");
    }
}
