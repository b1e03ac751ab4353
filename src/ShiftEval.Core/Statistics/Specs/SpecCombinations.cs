using ShiftEval.Diagnostics;

namespace ShiftEval.Statistics.Specs;

/// <summary>Refuses keys that each go with a spec's head, but not with one another.</summary>
internal static class SpecCombinations
{
    public static void Check(StatisticsSpec spec, string where, ProblemList problems)
    {
        if (spec.Estimator != BatchEstimator.Total && spec.Method != EstimationMethod.Minibatch)
        {
            problems.Add(where, $"{spec.Text} joins mini-batches and has none", $"Write {spec.Text},method=minibatch, or take the estimator out");
        }

        if (spec.Balance != ClassBalance.None && spec.Method == EstimationMethod.Minibatch)
        {
            problems.Add(where, $"{spec.Text}: a mini-batch has not the images of every class that weights could balance", "Use method=population or method=frozen with balance=");
        }

        if (spec is { Balance: ClassBalance.Source, Head: SpecHead.Precise })
        {
            problems.Add(where, $"{spec.Text} weights the source images to their own class mix", "Take balance=source out, or write balance=uniform");
        }

        if (spec.Replacement.NearestPercent is not null && spec.Method == EstimationMethod.Minibatch)
        {
            problems.Add(where, $"{spec.Text}: the nearest channels are chosen from the statistics of all images, and mini-batches normalise before these are known", "Use method=population or method=frozen with select=");
        }
    }
}
