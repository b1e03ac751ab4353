using ShiftEval.Comparison.Care;

namespace ShiftEval.Tests.Comparison.Care;

public sealed class ClassMixTestTests
{
    [Fact]
    public void Of_CertainPredictionsOfAnotherMix_FindsTheMixAndIsSure()
    {
        // 10 : 30 against 60 : 20, told without doubt.
        ClassMixTest test = ClassMixTest.Of(Certain(10, 30), Certain(60, 20), 2, seed: 0, CancellationToken.None);

        Assert.Equal([0.25, 0.75], test.Mix.Select(share => Math.Round(share, 3)));
        Assert.Equal(Divergence([0.25, 0.75], [0.75, 0.25]), test.Divergence, 3);
        Assert.Equal(1.0 / 200, test.P);
    }

    [Fact]
    public void Of_TheSameMix_IsNoEvidence()
    {
        ClassMixTest test = ClassMixTest.Of(Certain(25, 15), Certain(50, 30), 2, seed: 0, CancellationToken.None);

        Assert.Equal(0, test.Divergence, 6);
        Assert.Equal(1, test.P);
    }

    [Fact]
    public void Of_FewSamples_AreNotBelieved() =>
        Assert.InRange(ClassMixTest.Of(Certain(1, 3), Certain(30, 30), 2, seed: 0, CancellationToken.None).P, 0.05, 1);

    [Fact]
    public void Of_TheSameSeed_GivesTheSameP()
    {
        double[] left = [.. Enumerable.Range(0, 60).SelectMany(i => new[] { 0.2 + (0.01 * i), 0.8 - (0.01 * i) })];
        double[] right = [.. Enumerable.Range(0, 90).SelectMany(i => new[] { 0.1 + (0.008 * i), 0.9 - (0.008 * i) })];

        ClassMixTest first = ClassMixTest.Of(left, right, 2, seed: 3, CancellationToken.None);
        ClassMixTest again = ClassMixTest.Of(left, right, 2, seed: 3, CancellationToken.None);

        Assert.Equal((first.Divergence, first.P), (again.Divergence, again.P));
    }

    private static double[] Certain(int first, int second) =>
        [.. Enumerable.Repeat(new double[] { 1, 0 }, first).Concat(Enumerable.Repeat(new double[] { 0, 1 }, second)).SelectMany(row => row)];

    private static double Divergence(double[] p, double[] q) =>
        p.Zip(q, (a, b) => ((a * Math.Log2(2 * a / (a + b))) + (b * Math.Log2(2 * b / (a + b)))) / 2).Sum();
}
