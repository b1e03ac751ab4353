using ShiftEval.Diagnostics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison;

/// <summary>Refuses specs of the language that would give a dishonest comparison.</summary>
internal static class SpecSupport
{
    public static void Check(IEnumerable<StatisticsSpec> specs, ProblemList problems)
    {
        foreach (StatisticsSpec spec in specs.Where(spec => spec.Split == "test"))
        {
            problems.Add($"--statistics {spec.Text}", "would estimate from images that are scored", "Write the spec test, which is shown as transductive, or split=adapt");
        }
    }
}
