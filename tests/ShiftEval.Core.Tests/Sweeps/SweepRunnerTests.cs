using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;
using ShiftEval.Reports;
using ShiftEval.Sweeps;
using ShiftEval.Tests.Comparison;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Sweeps;

/// <summary>Every point of a curve is a comparison that could be made by itself.</summary>
public sealed class SweepRunnerTests(TinyLab lab) : IClassFixture<TinyLab>
{
    private const double Tolerance = 1e-12;

    [Fact]
    public void Run_Samples_EachDrawIsTheSpecWithThatSeed()
    {
        SweepCurve curve = Assert.Single(Sweep(SweepAxis.Samples, options => options with { Points = [4, 16, 1000], Draws = 3 }).Curves);

        Assert.Equal([4, 16, 36], curve.Points.Select(point => point.At));
        Assert.Equal([3, 3, 1], curve.Points.Select(point => point.Draws));
        for (int p = 0; p < 2; p++)
        {
            double[] draws = [.. Enumerable.Range(0, 3).Select(draw => Accuracy(FormattableString.Invariant($"domain,samples={curve.Points[p].At}"), draw))];
            SweepValue value = curve.Points[p].Metrics["accuracy"]!;
            Assert.Equal(draws.Average(), value.Mean, Tolerance);
            Assert.Equal((draws.Min(), draws.Max()), (value.Min, value.Max));
            Assert.Equal(Math.Sqrt(draws.Sum(draw => Math.Pow(draw - draws.Average(), 2)) / 2), value.Sd, Tolerance);
            Assert.True(curve.Points[p].Distance > 0);
        }

        Assert.Equal(Accuracy("domain"), curve.Points[2].Metrics["accuracy"]!.Mean, Tolerance);
        Assert.Equal(0, curve.Points[2].Distance);
        Assert.True(curve.Points[0].Distance > curve.Points[1].Distance);
        Assert.Equal(curve.Points[2].Metrics["balancedAccuracy"]!.Mean, curve.Plateau);
        Assert.Equal(lab.Compare(lab.Run(null, "dune"), "ema").Cells[0].Metrics["balancedAccuracy"].Value, curve.Stored);
    }

    [Fact]
    public void Run_BatchSize_IsMinibatchOfThatSize()
    {
        SweepCurve curve = Assert.Single(Sweep(SweepAxis.BatchSize, options => options with { Points = [2, 36], Draws = 2 }).Curves);

        Assert.Equal(new[] { 0, 1 }.Average(seed => Accuracy("domain,method=minibatch,batch=2", seed)), curve.Points[0].Metrics["accuracy"]!.Mean, Tolerance);
        Assert.Equal(Accuracy("domain,method=minibatch,batch=36"), curve.Points[1].Metrics["accuracy"]!.Mean, Tolerance);
        Assert.Equal((1, 0.0), (curve.Points[1].Draws, Math.Round(curve.Points[1].Distance, 6)));
    }

    [Fact]
    public void Run_SourceWeight_GoesFromDomainToEma()
    {
        SweepCurve curve = Assert.Single(Sweep(SweepAxis.SourceWeight).Curves);

        Assert.Equal(11, curve.Points.Count);
        Assert.Equal(Accuracy("domain"), curve.Points[0].Metrics["accuracy"]!.Mean, Tolerance);
        Assert.Equal(Accuracy("mix:0.3"), curve.Points[3].Metrics["accuracy"]!.Mean, Tolerance);
        Assert.Equal(Accuracy("ema"), curve.Points[10].Metrics["accuracy"]!.Mean, Tolerance);
        Assert.Null(curve.Plateau);
        Assert.Equal(curve.Points.Select(point => point.Distance).Order(), curve.Points.Select(point => point.Distance));
    }

    [Fact]
    public void Run_Layers_GoesFromEmaToDomain()
    {
        SweepCurve curve = Assert.Single(Sweep(SweepAxis.Layers).Curves);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6], curve.Points.Select(point => point.At));
        Assert.Equal(Accuracy("ema"), curve.Points[0].Metrics["accuracy"]!.Mean, Tolerance);
        Assert.Equal(Accuracy("domain,layers=first:2"), curve.Points[2].Metrics["accuracy"]!.Mean, Tolerance);
        Assert.Equal(Accuracy("domain"), curve.Points[6].Metrics["accuracy"]!.Mean, Tolerance);
        Assert.Equal(0, curve.Points[6].Distance, 6);
    }

    [Fact]
    public void Run_Momentum_LongAveragesOfFewStepsKeepWhereTheyStarted()
    {
        SweepCurve curve = Assert.Single(Sweep(SweepAxis.Momentum, options => options with { Points = [0.9, 0.9999], Draws = 2, TrainingBatch = 8, TrainingSteps = 60 }).Curves);

        // 0.9^60 of the start is left, or 0.9999^60, which is nearly all of mean 0 and variance 1.
        Assert.InRange(curve.Points[0].Distance, 1e-6, 0.3);
        Assert.True(curve.Points[1].Distance > 2 * curve.Points[0].Distance);
        Assert.All(curve.Points, point => Assert.Equal(2, point.Draws));
    }

    [Fact]
    public void Run_Tolerance_NamesTheFirstPointFromWhichOnNoneIsWorse()
    {
        SweepResult strict = Sweep(SweepAxis.Samples, options => options with { Points = [4, 8, 16, 36], Tolerance = 0 });
        SweepResult lax = Sweep(SweepAxis.Samples, options => options with { Points = [4, 8, 16, 36], Tolerance = 1 });

        Assert.Equal(4, lax.Curves[0].Enough);
        SweepCurve curve = strict.Curves[0];
        double[] means = [.. curve.Points.Select(point => point.Metrics["balancedAccuracy"]!.Mean)];
        int first = Enumerable.Range(0, 4).First(p => means[p..].All(mean => mean >= means[3]));
        Assert.Equal(first < 3 ? curve.Points[first].At : null, curve.Enough);
    }

    [Fact]
    public void Run_UnreadableImagesSkipped_AreNamed()
    {
        File.WriteAllText(lab.At("images/dune/broken.png"), "no image");
        TinyRow first = TinyFixture.Rows.First(row => row is { Lab: "dune", Split: "adapt" });
        string manifest = lab.Manifest([.. TinyFixture.Rows, first with { Path = "images/dune/broken.png" }]);
        SweepOptions options = new()
        {
            Run = lab.Run(manifest, "dune") with { OnError = ShiftEval.Datasets.Batches.OnError.Skip },
            Model = lab.Model,
            Over = SweepAxis.SourceWeight,
            Points = [0.5],
            Metrics = new MetricOptions { Resamples = 50 },
        };

        Assert.Contains(SweepRunner.Run(options, progress: null, CancellationToken.None).Warnings, warning => warning is { Code: "skipped", Domain: "dune" } && warning.Message.StartsWith("images/dune/broken.png", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_Twice_GivesTheSameDocument() => Assert.Equal(JsonReport.Write(Sweep(SweepAxis.Samples)), JsonReport.Write(Sweep(SweepAxis.Samples)));

    [Theory]
    [InlineData(SweepAxis.Samples, "ema", "--statistics ema: is not estimated from images once and for all, so there is nothing to sweep. Use domain, precise, test, from=NAME or mix:W.")]
    [InlineData(SweepAxis.Samples, "batch:8", "--statistics batch:8: is not estimated from images once and for all, so there is nothing to sweep. Use domain, precise, test, from=NAME or mix:W.")]
    [InlineData(SweepAxis.Samples, "domain,samples=3", "--statistics domain,samples=3: has a key that does not go with --over samples. Take the key out.")]
    [InlineData(SweepAxis.SourceWeight, "precise", "--statistics precise: is not what mix:W mixes with the stored statistics. Use domain, with keys if you like.")]
    [InlineData(SweepAxis.Momentum, "test", "--statistics test: means nothing where training is simulated over the source images. Take it out.")]
    [InlineData(SweepAxis.BatchSize, "domain,balance=source", "--statistics domain,balance=source: has a key that does not go with --over batch-size. Take the key out.")]
    [InlineData(SweepAxis.Layers, "domain,layers=first:2", "--statistics domain,layers=first:2: has a key that does not go with --over layers. Take the key out.")]
    public void Run_SpecThatCannotBeSwept_IsRefused(SweepAxis axis, string spec, string message) =>
        Assert.Equal(message, Assert.Throws<InputException>(() => Sweep(axis, options => options with { Statistics = spec })).Message);

    [Theory]
    [InlineData(SweepAxis.Samples, 0, "--points: 0 is no point of samples. Give whole numbers of at least 1.")]
    [InlineData(SweepAxis.BatchSize, 2.5, "--points: 2.5 is no point of batch-size. Give whole numbers of at least 1.")]
    [InlineData(SweepAxis.SourceWeight, 1.5, "--points: 1.5 is no point of source-weight. Give weights from 0 to 1.")]
    [InlineData(SweepAxis.Momentum, 1, "--points: 1 is no point of momentum. Give momenta from 0 to below 1, where 0.9 keeps nine tenths.")]
    [InlineData(SweepAxis.Layers, -1, "--points: -1 is no point of layers. Give whole numbers of layers.")]
    public void Run_PointOffTheAxis_IsRefused(SweepAxis axis, double point, string message) =>
        Assert.Equal(message, Assert.Throws<InputException>(() => Sweep(axis, options => options with { Points = [point] })).Message);

    private SweepResult Sweep(SweepAxis axis, Func<SweepOptions, SweepOptions>? change = null)
    {
        SweepOptions options = new() { Run = lab.Run(null, "dune"), Model = lab.Model, Over = axis, Draws = 2, Metrics = new MetricOptions { Resamples = 50 } };
        return SweepRunner.Run(change?.Invoke(options) ?? options, progress: null, CancellationToken.None);
    }

    private double Accuracy(string spec, long seed = 0)
    {
        ComparisonResult result = lab.Compare(lab.Run(null, "dune") with { Seed = seed }, spec);
        return result.Cells[0].Metrics["accuracy"].Value!.Value;
    }
}
