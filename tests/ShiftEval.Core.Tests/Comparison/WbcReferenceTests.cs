using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;

namespace ShiftEval.Tests.Comparison;

/// <summary>Real photographs of five laboratories against PyTorch: every spec that it has values for, statistics and scores.</summary>
public sealed class WbcReferenceTests(WbcReferenceTests.Labs labs) : IClassFixture<WbcReferenceTests.Labs>
{
    private const double MeanTolerance = 1e-4;
    private const double VarianceTolerance = 2e-4;
    private const double LogitTolerance = 1e-3;

    [Theory]
    [InlineData("isfahan-leukocytes")]
    [InlineData("bccd")]
    public void Statistics_EverySpec_EqualPyTorch(string lab)
    {
        ReferenceLab reference = labs.Open(lab);
        foreach (string spec in reference.StatisticsSpecs)
        {
            // The reference sums these largest sets in float32: in the first layer, where nothing but one convolution lies before, it is
            // 2.0e-4 standard deviations and 3.7e-4 relative off a float64 computation that this engine equals to 1e-6.
            bool isRough = spec is "precise" or "from=jiangxi-tecom";
            reference.AssertStatistics(spec, lab, isRough ? 3e-4 : MeanTolerance, isRough ? 5e-4 : VarianceTolerance);
        }
    }

    [Theory]
    [InlineData("isfahan-leukocytes")]
    [InlineData("bccd")]
    public void Scores_EverySpecAndDomain_EqualPyTorch(string lab)
    {
        ReferenceLab reference = labs.Open(lab);
        int compared = 0;
        foreach (string spec in reference.ScoreSpecs)
        {
            foreach (string domain in reference.ScoredDomains(spec))
            {
                reference.AssertScores(spec, domain, LogitTolerance, hits: 1);
                compared++;
            }
        }

        Assert.True(compared >= 13, $"only {compared} cells had reference scores");
    }

    [Theory]
    [InlineData("isfahan-leukocytes")]
    [InlineData("bccd")]
    public void Compare_EverySpec_ReportsPyTorchsMetrics(string lab)
    {
        ReferenceLab reference = labs.Open(lab);
        string[] specs = [.. reference.ScoreSpecs];

        ComparisonResult result = ComparisonRunner.Run(reference.Options with { Statistics = specs }, progress: null, CancellationToken.None);

        foreach (string spec in specs)
        {
            foreach (string domain in reference.ScoredDomains(spec))
            {
                System.Text.Json.JsonElement expected = reference.ScoreOf(spec, domain);
                CellResult cell = result.Cells.Single(cell => cell.Statistics == spec && cell.Domain == domain);
                int samples = expected.GetProperty("samples").GetInt32();
                Assert.Equal(samples, cell.Samples);
                Assert.InRange(cell.Metrics["accuracy"].Value!.Value * samples, expected.GetProperty("correct").GetInt32() - 1.001, expected.GetProperty("correct").GetInt32() + 1.001);
                Assert.InRange(cell.Metrics["balancedAccuracy"].Value!.Value - expected.GetProperty("balancedAccuracy").GetDouble(), -0.06, 0.06);

                // The reference does not clip; a clipped probability can only lower the figure.
                double excess = cell.Metrics["nll"].Value!.Value - expected.GetProperty("nll").GetDouble();
                Assert.True(excess < 1e-3 && (cell.Clipped > 0 || excess > -1e-3), $"{spec} {domain}: nll is off by {excess}");
            }
        }
    }

    /// <summary>Each laboratory's images decoded, and its statistics estimated, once.</summary>
    public sealed class Labs
    {
        private readonly Dictionary<string, ReferenceLab> open = new(StringComparer.Ordinal);

        internal ReferenceLab Open(string lab)
        {
            string folder = SharedReference.FolderOrSkip();
            if (!open.TryGetValue(lab, out ReferenceLab? reference))
            {
                string model = Path.Combine(folder, "reference", "wbc", lab);
                reference = new ReferenceLab(
                    Path.Combine(model, "model.onnx"),
                    Path.Combine(folder, "data", "wbc-5labs", $"leave-out-{lab}.csv"),
                    Path.Combine(folder, "reference", "wbc", "preprocessor_config.json"),
                    Path.Combine(model, "reference.json"),
                    ["eosinophil", "lymphocyte", "monocyte", "neutrophil"]);
                open.Add(lab, reference);
            }

            return reference;
        }
    }
}
