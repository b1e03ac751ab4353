using System.Globalization;
using System.Text.Json;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class MetricEvaluatorTests
{
    private static readonly MetricOptions Quick = new() { Resamples = 200 };

    [Theory]
    [MemberData(nameof(MetricsFixture.CaseNames), MemberType = typeof(MetricsFixture))]
    public void Evaluate_AgreesWithScikitLearn(string name)
    {
        JsonElement expected = MetricsFixture.Case(name);
        CellMetrics actual = MetricEvaluator.Evaluate(expected.Cell(), Quick with { Ordinal = true });

        Assert.Equal(MetricCatalog.All.Select(metric => metric.Name), actual.Metrics.Keys);
        foreach ((string metric, MetricValue value) in actual.Metrics)
        {
            if (expected.GetProperty(metric).ValueKind == JsonValueKind.Null)
            {
                Assert.Equal(new MetricValue(null, null, null, null, MetricCatalog.Find(metric).Undefined), value);
            }
            else
            {
                MetricsFixture.Near(expected.Number(metric), value.Value);
            }
        }

        Assert.Equal(
            [.. expected.GetProperty("confusion").EnumerateArray().Select(row => row.EnumerateArray().Select(count => count.GetInt32()).ToArray())],
            actual.Confusion);
    }

    [Theory]
    [MemberData(nameof(MetricsFixture.CaseNames), MemberType = typeof(MetricsFixture))]
    public void Evaluate_Classes_HaveTheReferenceShares(string name)
    {
        JsonElement expected = MetricsFixture.Case(name);
        ScoredSamples cell = expected.Cell();
        CellMetrics actual = MetricEvaluator.Evaluate(cell, Quick with { Confidence = expected.Number("confidence") });

        Assert.Equal(cell.Classes, actual.Classes.Count);
        foreach ((JsonElement shares, ClassMetrics own) in expected.GetProperty("shares").EnumerateArray().Zip(actual.Classes))
        {
            foreach ((JsonElement share, MetricValue value) in shares.EnumerateArray().Zip((MetricValue[])[own.Sensitivity, own.Specificity, own.Ppv, own.Npv]))
            {
                CheckShare(share, value, cell.IsOneSamplePerGroup);
            }
        }

        static void CheckShare(JsonElement share, MetricValue value, bool independent)
        {
            if (share.ValueKind == JsonValueKind.Null)
            {
                Assert.Equal((null, null, null, null), (value.Value, value.Low, value.High, value.Interval));
                Assert.NotNull(value.Reason);
                return;
            }

            MetricsFixture.Near(share[0].GetDouble(), value.Value);
            Assert.Equal(independent ? "wilson" : "wilson-clustered", value.Interval);
            if (!independent && share[1].ValueKind == JsonValueKind.Null)
            {
                Assert.Equal((null, null, "there is only one group"), (value.Low, value.High, value.Reason));
            }
            else if (!independent)
            {
                MetricsFixture.Near(share[1].GetDouble(), value.Low, 1e-10);
                MetricsFixture.Near(share[2].GetDouble(), value.High, 1e-10);
            }
        }
    }

    [Theory]
    [MemberData(nameof(MetricsFixture.CaseNames), MemberType = typeof(MetricsFixture))]
    public void Evaluate_Reliability_IsThatOfNumPy(string name)
    {
        JsonElement expected = MetricsFixture.Case(name);
        CellMetrics actual = MetricEvaluator.Evaluate(expected.Cell(), Quick);

        Assert.Equal(15, actual.Reliability.Count);
        ReliabilityBin[] filled = [.. actual.Reliability.Where(bin => bin.Count > 0)];
        Assert.Equal(expected.GetProperty("reliability").GetArrayLength(), filled.Length);
        foreach ((JsonElement row, ReliabilityBin bin) in expected.GetProperty("reliability").EnumerateArray().Zip(filled))
        {
            Assert.Equal(row[0].GetInt32(), bin.Count);
            MetricsFixture.Near(row[1].GetDouble(), bin.MeanConfidence);
            MetricsFixture.Near(row[2].GetDouble(), bin.Accuracy);
            Assert.True(bin.Low <= bin.MeanConfidence + 1e-15 && bin.MeanConfidence <= bin.High + 1e-15);
        }

        Assert.All(actual.Reliability.Except(filled), bin => Assert.Equal(new ReliabilityBin(0, null, null, null, null), bin));
    }

    [Theory]
    [MemberData(nameof(MetricsFixture.CaseNames), MemberType = typeof(MetricsFixture))]
    public void Evaluate_Accuracy_HasTheReferenceInterval(string name)
    {
        JsonElement expected = MetricsFixture.Case(name);
        ScoredSamples clustered = expected.Cell();
        ScoredSamples independent = new(
            clustered.Truth.ToArray(),
            clustered.Predicted.ToArray(),
            clustered.Probabilities.ToArray(),
            [.. Enumerable.Range(0, clustered.Count)],
            clustered.Classes);
        MetricOptions options = new() { Confidence = expected.Number("confidence"), Metrics = ["accuracy"] };

        Check("wilson", expected.Doubles("wilson"), MetricEvaluator.Evaluate(independent, options).Metrics["accuracy"]);
        if (clustered.Groups < 2)
        {
            return;
        }

        Check("wilson-clustered", expected.Doubles("wilsonClustered"), MetricEvaluator.Evaluate(clustered, options).Metrics["accuracy"]);

        static void Check(string interval, double[] limits, MetricValue value)
        {
            Assert.Equal(interval, value.Interval);
            Assert.Null(value.Reason);
            MetricsFixture.Near(limits[0], value.Low, 1e-10);
            MetricsFixture.Near(limits[1], value.High, 1e-10);
        }
    }

    [Fact]
    public void Evaluate_ClassWithoutTruth_IsListedAndWarnedOf()
    {
        CellMetrics cell = MetricEvaluator.Evaluate(MetricsFixture.Case("a class without truth").Cell(), Quick);

        Assert.Equal([3, 4], cell.AbsentClasses);
        Assert.Contains(cell.Warnings, warning => warning == new Warning("absent-classes", "2 of 6 classes do not occur in the labels; macro figures run over the others."));
    }

    [Fact]
    public void Evaluate_NoSamples_IsNullWithAReasonNeverZero()
    {
        CellMetrics cell = MetricEvaluator.Evaluate(new ScoredSamples([], [], [], [], 3), Quick);

        Assert.Equal(MetricCatalog.Names, cell.Metrics.Keys);
        Assert.All(cell.Metrics.Values, value => Assert.Equal(new MetricValue(null, null, null, null, "there are no labelled samples"), value));
        Assert.Equal(new Warning("metric-unavailable", "No value for accuracy, balancedAccuracy, macroF1, nll, auroc, auprc, brier, ece, kappa: there are no labelled samples."), Assert.Single(cell.Warnings));
        Assert.All(cell.Classes, own => Assert.Equal(new MetricValue(null, null, null, null, "there are no labelled samples"), own.Npv));
        Assert.All(cell.Reliability, bin => Assert.Equal(0, bin.Count));
    }

    [Fact]
    public void Evaluate_OneGroup_HasValuesWithoutIntervals()
    {
        CellMetrics cell = MetricEvaluator.Evaluate(Cells.Plain([0, 1, 1], [0, 1, 0], [0, 0, 0], 2), Quick);

        Assert.All(cell.Metrics.Values, value => Assert.Equal((true, false, false), (value.Value.HasValue, value.Low.HasValue, value.High.HasValue)));
        Assert.Equal(
            new Warning("interval-unavailable", "No interval for accuracy, balancedAccuracy, macroF1, nll, auroc, auprc, brier, ece, kappa: there is only one group."),
            Assert.Single(cell.Warnings));
    }

    [Theory]
    [InlineData(true, 1.0)]
    [InlineData(false, 0.0)]
    public void Evaluate_AllRightOrAllWrong_CountsEachGroupOnceAndGivesNoZeroWidth(bool right, double value)
    {
        int[] truth = [.. Enumerable.Range(0, 60).Select(i => i % 2)];
        int[] predicted = [.. truth.Select(c => right ? c : 1 - c)];
        int[] group = [.. Enumerable.Range(0, 60).Select(i => i / 2)];
        CellMetrics cell = MetricEvaluator.Evaluate(Cells.Plain(truth, predicted, group, 2), Quick);
        (double low, double high) = WilsonInterval.Limits(value, 30, Distributions.StudentQuantile(0.975, 29));

        Assert.Equal(new MetricValue(value, low, high, "wilson-clustered"), cell.Metrics["accuracy"]);
        Assert.True(high - low > 0.1);
        foreach (string metric in (string[])["balancedAccuracy", "macroF1", "nll"])
        {
            Assert.Null(cell.Metrics[metric].Low);
            Assert.Null(cell.Metrics[metric].High);
            Assert.Equal("every resample gave the same value", cell.Metrics[metric].Reason);
        }
    }

    [Fact]
    public void Evaluate_OneClassInAll_IsMeasured()
    {
        CellMetrics cell = MetricEvaluator.Evaluate(Cells.Plain([0, 0, 0], [0, 0, 0], [0, 1, 2], 1), Quick);

        Assert.Equal(1, cell.Metrics["balancedAccuracy"].Value);
        Assert.Equal(0, cell.Metrics["nll"].Value);
        Assert.Equal("only one class occurs in the labels", cell.Metrics["auroc"].Reason);
        Assert.Contains(cell.Warnings, warning => warning == new Warning("metric-unavailable", "No value for auroc: only one class occurs in the labels."));
        Assert.Equal("wilson", cell.Metrics["accuracy"].Interval);
    }

    [Fact]
    public void Evaluate_ClassInOneGroupOnly_HasNoIntervalForMacroFigures()
    {
        int[] truth = [.. Enumerable.Range(0, 40).Select(i => i == 0 ? 2 : i % 2)];
        int[] predicted = [.. truth.Select((c, i) => i % 5 == 0 ? 0 : c)];
        CellMetrics cell = MetricEvaluator.Evaluate(Cells.Plain(truth, predicted, [.. Enumerable.Range(0, 40).Select(i => i / 2)], 3), Quick);

        Assert.EndsWith("of 200 resamples lacked a class, which too few groups have", cell.Metrics["macroF1"].Reason, StringComparison.Ordinal);
        Assert.Null(cell.Metrics["balancedAccuracy"].Low);
        Assert.NotNull(cell.Metrics["balancedAccuracy"].Value);
        Assert.NotNull(cell.Metrics["nll"].Low);
    }

    [Fact]
    public void Evaluate_ClippedProbabilities_AreWarnedOf()
    {
        CellMetrics cell = MetricEvaluator.Evaluate(Cells.Plain([0, 1, 1], [0, 0, 1], [0, 1, 2], 2, confidence: 1), Quick);

        Assert.Equal(1, cell.ClippedCount);
        MetricsFixture.Near(-Math.Log(1e-15) / 3, cell.Metrics["nll"].Value);
        Assert.Contains(cell.Warnings, warning => warning.Message.StartsWith("1 of 3 samples gave their label a probability below 1e-15", StringComparison.Ordinal));
        Assert.Contains(cell.Warnings, warning => warning == new Warning("few-groups", "Intervals rest on 3 groups; below 20 they are rough."));
    }

    [Fact]
    public void Evaluate_AnyThreadsAndCulture_GivesTheSameBits()
    {
        ScoredSamples cell = Cells.Random(3, 400, 4, 50);
        CellMetrics one = MetricEvaluator.Evaluate(cell, Quick with { Threads = 1 });
        CellMetrics? many = null;
        Thread german = new(() => many = MetricEvaluator.Evaluate(cell, Quick with { Threads = 7 })) { CurrentCulture = CultureInfo.GetCultureInfo("de-DE") };
        german.Start();
        german.Join();

        Assert.Equal(one.Metrics, many!.Metrics);
        Assert.Equal(one.Warnings, many.Warnings);
    }

    [Fact]
    public void Evaluate_OtherSeed_MovesOnlyTheBootstrap()
    {
        ScoredSamples cell = Cells.Random(3, 400, 4, 50);
        CellMetrics first = MetricEvaluator.Evaluate(cell, Quick);
        CellMetrics second = MetricEvaluator.Evaluate(cell, Quick with { Seed = 1 });

        Assert.Equal(first.Metrics["accuracy"], second.Metrics["accuracy"]);
        Assert.Equal(first.Metrics["nll"].Value, second.Metrics["nll"].Value);
        Assert.NotEqual(first.Metrics["nll"].Low, second.Metrics["nll"].Low);
    }

    [Fact]
    public void Evaluate_OneMetricAlone_HasTheIntervalItHasAmongOthers()
    {
        ScoredSamples cell = Cells.Random(5, 300, 4, 40);
        CellMetrics all = MetricEvaluator.Evaluate(cell, Quick);

        foreach (string metric in all.Metrics.Keys)
        {
            CellMetrics alone = MetricEvaluator.Evaluate(cell, Quick with { Metrics = [metric] });
            Assert.Equal(all.Metrics[metric], Assert.Single(alone.Metrics).Value);
        }
    }

    [Fact]
    public void Evaluate_QuadraticKappaOfUnorderedClasses_NamesTheOption()
    {
        MetricOptions options = new() { PrimaryMetric = "quadraticKappa" };

        InputException refusal = Assert.Throws<InputException>(() => MetricEvaluator.Evaluate(Cells.Random(1, 9, 2, 3), options));

        Assert.Equal("--metric quadraticKappa: takes classes to be ordered. Add --ordinal if the order of the classes is that of grades.", refusal.Message);
        options = options with { Ordinal = true };
        Assert.NotNull(MetricEvaluator.Evaluate(Cells.Random(1, 90, 3, 30), options).Metrics["quadraticKappa"].Low);
    }

    [Fact]
    public void Evaluate_WrongOptions_NamesAllOfThem()
    {
        MetricOptions wrong = new() { Confidence = 95, Resamples = 0, Threads = 0, PrimaryMetric = "Accuracy", Metrics = ["nll", "auc"] };

        InputException refusal = Assert.Throws<InputException>(() => MetricEvaluator.Evaluate(Cells.Random(1, 9, 2, 3), wrong));

        Assert.Equal(
            """
            --confidence: 95 is not between 0 and 1. Give a share such as 0.95.
            --resamples: 0 is less than 1. Give a number such as 2000.
            --threads: 0 is less than 1. Give 1 or more.
            metric auc: is not known. Choose one of accuracy, balancedAccuracy, macroF1, nll, auroc, auprc, brier, ece, kappa, quadraticKappa.
            --metric Accuracy: is not a metric. Write one of, nearest first: accuracy, auroc, auprc, macroF1, brier, ece, kappa, balancedAccuracy, nll.
            """,
            refusal.Message);
    }
}
