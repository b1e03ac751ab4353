using System.Xml.Linq;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Gates;
using ShiftEval.Reports;

namespace ShiftEval.Tests.Comparison.Measuring;

/// <summary>Requirements on a run over the tiny labs: three trained on, dune not.</summary>
public sealed class GateEvaluatorTests(TinyLab lab) : IClassFixture<TinyLab>
{
    [Fact]
    public void Run_Unqualified_IsHeldAgainstEveryCellThatIsNotTransductive()
    {
        ComparisonResult result = Run("accuracy >= 0.5");

        Assert.Equal(
            result.Cells.Where(cell => !cell.Transductive).Select(cell => (cell.Statistics, (string?)cell.Domain, cell.Metrics["accuracy"].Value, cell.Metrics["accuracy"].Value >= 0.5)),
            result.Requirements.Select(row => (row.Statistics, row.Domain, row.Value, row.Met)));
        Assert.DoesNotContain(result.Requirements, row => row.Statistics == "test");
    }

    [Fact]
    public void Run_TransductiveCells_CountWhenNamed() =>
        Assert.Equal(["test"], Run("accuracy >= 0 #test @dune").Requirements.Select(row => row.Statistics));

    [Fact]
    public void Run_Drop_IsSourceMeanMinusDomain()
    {
        ComparisonResult result = Run("drop.accuracy <= 0.1 #ema");

        GateResult row = Assert.Single(result.Requirements);
        double source = result.Cells.Where(cell => cell is { Spec: "ema", Domain: not "dune" }).Average(cell => cell.Metrics["accuracy"].Value!.Value);
        double dune = result.Cells.Single(cell => cell is { Spec: "ema", Domain: "dune" }).Metrics["accuracy"].Value!.Value;
        Assert.Equal(("dune", source - dune), (row.Domain, row.Value));
        Assert.Equal(source - dune <= 0.1, row.Met);
    }

    [Fact]
    public void Run_WorstAndAverage_RunOverTargetDomainsOnly()
    {
        ComparisonResult result = Run("worst.accuracy.low >= 0.99 #domain", "average.accuracy >= 0 #domain");
        CellResult dune = result.Cells.Single(cell => cell is { Spec: "domain", Domain: "dune" });

        Assert.Equal([("dune", dune.Metrics["accuracy"].Low), ((string?)null, dune.Metrics["accuracy"].Value)], result.Requirements.Select(row => (row.Domain, row.Value)));
    }

    [Theory]
    [InlineData("accuracy>0 @dun", "--require accuracy>0 @dun: dun is no domain that is scored. Known, nearest first: dune, cedar, aster, birch.")]
    [InlineData("accuracy>0 #precise", "--require accuracy>0 #precise: precise is no spec of this run. Known, nearest first: test, domain, ema.")]
    [InlineData("accuracy>0 %other", "--require accuracy>0 %other: other is no model of this run. Known, nearest first: model.onnx.")]
    [InlineData("drop.accuracy<1 @aster", "--require drop.accuracy<1 @aster: aster was trained on, and a drop is towards a domain that was not. Name a target domain.")]
    public void Run_NameThatMatchesNothing_IsRefusedBeforeAnyWork(string expression, string message) =>
        Assert.Equal(message, Assert.Throws<InputException>(() => Run(expression)).Message);

    [Fact]
    public void Run_TransductiveAloneAndUnnamed_IsRefused() => Assert.Equal(
        "--require accuracy>0: would hold for nothing: statistics of the scored images themselves count only when named. Name one with #SPEC.",
        Assert.Throws<InputException>(() => TinyLab.Compare(lab.Options(lab.Run(), "test") with { Requirements = ["accuracy>0"] })).Message);

    [Fact]
    public void Run_DropWithoutSourceDomain_IsRefused() => Assert.Equal(
        "--require drop.accuracy<1: needs a domain that was trained on to drop from, and none is scored. Score one too, or name those trained on with --source.",
        Assert.Throws<InputException>(() => TinyLab.Compare(lab.Options(lab.Run(null, "dune"), "ema") with { Requirements = ["drop.accuracy<1"] })).Message);

    [Fact]
    public void JUnit_Requirements_AreTestCases()
    {
        ComparisonResult result = Run("accuracy >= 0 @dune #ema", "accuracy > 1 @dune #ema");

        XElement suite = XDocument.Parse(JUnitReport.Write(result)).Root!.Element("testsuite")!;

        Assert.Equal(("shifteval", "2", "1"), (suite.Attribute("name")!.Value, suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        XElement[] cases = [.. suite.Elements("testcase")];
        Assert.Equal(["accuracy >= 0 @dune #ema [dune]", "accuracy > 1 @dune #ema [dune]"], cases.Select(test => test.Attribute("name")!.Value));
        Assert.Equal([0, 1], cases.Select(test => test.Elements("failure").Count()));
        Assert.StartsWith("is 0.", cases[1].Element("failure")!.Attribute("message")!.Value, StringComparison.Ordinal);
        Assert.Equal(JUnitReport.Write(result), JUnitReport.Write(result));
    }

    [Fact]
    public void JUnit_HostileNames_StayWellFormed()
    {
        ComparisonResult result = Run("accuracy >= 0 @dune #ema");
        GateResult hostile = result.Requirements[0] with { Domain = "<script>\"&\u0001\ud83d\ude00]]>", Model = "=cmd()", Met = false, Value = null };

        XElement test = XDocument.Parse(JUnitReport.Write(result with { Requirements = [hostile] })).Descendants("testcase").Single();

        Assert.EndsWith("[<script>\"&\ud83d\ude00]]>]", test.Attribute("name")!.Value, StringComparison.Ordinal);
        Assert.Equal("could not be computed", test.Element("failure")!.Attribute("message")!.Value);
    }

    private ComparisonResult Run(params string[] requirements) =>
        TinyLab.Compare(lab.Options(lab.Run(), "ema", "domain", "test") with { Requirements = requirements });
}
