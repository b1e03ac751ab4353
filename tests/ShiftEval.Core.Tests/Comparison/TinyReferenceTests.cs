using ShiftEval.Statistics.Specs;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Comparison;

/// <summary>The shipped tiny labs against PyTorch in float64: every spec this version has, from the image files on.</summary>
public sealed class TinyReferenceTests
{
    private const string Target = "dune";

    public static TheoryData<string> Specs
    {
        get
        {
            TheoryData<string> specs = [];
            foreach (string spec in Open().StatisticsSpecs.Where(spec => SpecParser.ParseOne(spec).Method != EstimationMethod.Frozen))
            {
                specs.Add(spec);
            }

            return specs;
        }
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void Statistics_OfEachSpec_EqualPyTorch(string spec) => Open().AssertStatistics(spec, Target, meanTolerance: 1e-5, varianceTolerance: 1e-5);

    [Theory]
    [MemberData(nameof(Specs))]
    public void Scores_OfEachSpecAndLab_EqualPyTorch(string spec)
    {
        ReferenceLab lab = Open();
        foreach (string domain in lab.ScoredDomains(spec))
        {
            lab.AssertScores(spec, domain, logitTolerance: 1e-4, hits: 0);
        }
    }

    private static ReferenceLab Open() => new(
        TinyFixture.PathOf("model.onnx"),
        TinyFixture.PathOf("manifest.csv"),
        TinyFixture.PathOf("preprocessor_config.json"),
        TinyFixture.PathOf("reference.json"),
        ["bar", "cross", "disc"]);
}
