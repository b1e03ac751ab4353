using ShiftEval.Estimation;
using ShiftEval.Estimation.Balance;
using ShiftEval.Statistics;

namespace ShiftEval.Tests.Estimation.Balance;

/// <summary>The rounds of weighting, with estimates that count themselves and predictions made up for each of them.</summary>
public sealed class BalancedEstimationTests
{
    private readonly List<double[]?> weighted = [];

    [Fact]
    public void Run_PredictionsThatStay_SettlesAfterOneRound()
    {
        EstimationResult result = Run([0.5, 0.5], _ => OneHot(6, 2));

        Assert.Equal([1, 2], (int[])[weighted.Count(weights => weights is null), weighted.Count]);
        Assert.Equal(1, result.Statistics["layer"].Mean[0]);
        Assert.Equal((1, true, null), (result.Balance!.Rounds, result.Balance.Converged, result.Balance.Refused));
        Assert.Equal([0.75, 0.25], result.Balance.Mix);
        Assert.Equal([0.5, 0.5], result.Balance.Wanted);
        Assert.Equal(64 / ((6 * 4 / 9.0) + (2 * 4)), result.Balance.EffectiveSize, 1e-9);
        Assert.All(weighted[1]![..6], weight => Assert.Equal(2 / 3.0, weight, 1e-9));
        Assert.All(weighted[1]![6..], weight => Assert.Equal(2, weight, 1e-9));
    }

    [Fact]
    public void Run_MixAsWanted_NeedsNoRound()
    {
        EstimationResult result = Run([0.75, 0.25], _ => OneHot(6, 2));

        Assert.Single(weighted);
        Assert.Equal((0, true, null), (result.Balance!.Rounds, result.Balance.Converged, result.Balance.Refused));
        Assert.Equal(8, result.Balance.EffectiveSize, 1e-9);
    }

    [Fact]
    public void Run_PredictionsThatFollowTheStatistics_SettlesLater()
    {
        EstimationResult result = Run([0.5, 0.5], round => round == 0 ? OneHot(6, 2) : OneHot(5, 3));

        Assert.Equal(2, weighted.Count(weights => weights is not null));
        Assert.Equal((2, true), (result.Balance!.Rounds, result.Balance.Converged));
        Assert.Equal([0.625, 0.375], result.Balance.Mix);
        Assert.Equal(2, result.Statistics["layer"].Mean[0]);
    }

    [Fact]
    public void Run_PredictionsThatSwing_StopsAfterFiveRounds()
    {
        EstimationResult result = Run([0.5, 0.5], round => round % 2 == 0 ? OneHot(6, 2) : OneHot(5, 3));

        Assert.Equal(6, weighted.Count);
        Assert.Equal((5, false, null), (result.Balance!.Rounds, result.Balance.Converged, result.Balance.Refused));
        Assert.Equal(5, result.Statistics["layer"].Mean[0]);
    }

    [Fact]
    public void Run_FewWouldCarryTheEstimate_StaysUnweighted()
    {
        EstimationResult result = Run([0.05, 0.95], _ => OneHot(95, 5));

        Assert.Single(weighted);
        Assert.Equal(0, result.Statistics["layer"].Mean[0]);
        Assert.Equal("6 of 100 images would carry the estimate", result.Balance!.Refused);
        Assert.Equal(10_000 / ((95 * Math.Pow(0.05 / 0.95, 2)) + (5 * 361)), result.Balance.EffectiveSize, 1e-6);
    }

    [Fact]
    public void Run_FewAfterSomeRounds_StaysUnweighted()
    {
        EstimationResult result = Run([0.5, 0.5], round => round == 0 ? OneHot(60, 40) : OneHot(97, 3));

        Assert.Equal(2, weighted.Count);
        Assert.Equal(0, result.Statistics["layer"].Mean[0]);
        Assert.NotNull(result.Balance!.Refused);
    }

    [Fact]
    public void Run_RareClass_StaysUnweightedAndNamesIt()
    {
        EstimationResult result = Run([0.98, 0.02], _ => OneHot(199, 1));

        Assert.Single(weighted);
        Assert.StartsWith("cell b seems to be 0.5", result.Balance!.Refused, StringComparison.Ordinal);
        Assert.EndsWith("of the images, too few to stand for it", result.Balance.Refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_RareClassThatIsNotWanted_IsNoObstacle()
    {
        EstimationResult result = Run([1, 0], _ => OneHot(199, 1));

        Assert.Null(result.Balance!.Refused);
        Assert.Equal(0, weighted[1]![199], 1e-12);
    }

    // Statistics carry the number of their estimate, and samples stand at positions 10, 11, ….
    private EstimationResult Run(double[] wanted, Func<int, double[]> predictions)
    {
        int[] samples = [.. Enumerable.Range(10, predictions(0).Length / 2)];
        return new BalancedEstimation
        {
            Classes = ["cell a", "cell b"],
            SourcePrior = [0.5, 0.5],
            Wanted = wanted,
            Estimate = weights =>
            {
                ModelStatistics statistics = new([KeyValuePair.Create("layer", new LayerStatistics([weighted.Count], [1]))]);
                weighted.Add(weights?.Of(samples));
                return new EstimationResult(statistics, samples, new Dictionary<string, double>(StringComparer.Ordinal));
            },
            Predict = (statistics, positions) =>
            {
                Assert.Equal(samples, positions);
                return predictions((int)statistics["layer"].Mean[0]);
            },
        }.Run();
    }

    private static double[] OneHot(int first, int second) =>
        [.. Enumerable.Repeat<double[]>([1, 0], first).Concat(Enumerable.Repeat<double[]>([0, 1], second)).SelectMany(row => row)];
}
