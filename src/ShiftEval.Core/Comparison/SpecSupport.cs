using ShiftEval.Diagnostics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison;

/// <summary>Refuses specs of the language that this version cannot turn into statistics.</summary>
internal static class SpecSupport
{
    private const string Supported = "ema, precise, domain, test, from=NAME, from=*, mix:W, mix:N=COUNT and file:PATH with method=population, minibatch or frozen";

    public static void Check(IEnumerable<StatisticsSpec> specs, ProblemList problems)
    {
        foreach (StatisticsSpec spec in specs)
        {
            string where = $"--statistics {spec.Text}";
            if (spec.Head is SpecHead.Alpha or SpecHead.Batch or SpecHead.Stream or SpecHead.Instance)
            {
                problems.Add(where, "this version of ShiftEval does not have it", $"Use one of {Supported}");
            }
            else if (spec.OtherKeys.Count > 0)
            {
                problems.Add(where, $"this version of ShiftEval does not have {spec.OtherKeys[0].Key}=", $"Take it out; it has {Supported}");
            }
            else if (spec.Split == "test")
            {
                problems.Add(where, "would estimate from images that are scored", "Write the spec test, which is shown as transductive, or split=adapt");
            }
        }
    }
}
