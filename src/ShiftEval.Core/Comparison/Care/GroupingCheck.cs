using ShiftEval.Comparison.Setup;
using ShiftEval.Diagnostics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison.Care;

/// <summary>Warns where statistics of one domain meet a model whose training batches are not known to be of one domain each.</summary>
/// <remarks>Wu and Johnson (2021), table 5: shared statistics in training, domain-specific ones at test: 39.1 falls to 2.1 AP.</remarks>
internal static class GroupingCheck
{
    public static Warning? Of(IEnumerable<StatisticsSpec> specs, DataSetup data)
    {
        bool isPerDomain = specs.Any(spec => spec.Head is SpecHead.Domain or SpecHead.Test or SpecHead.From or SpecHead.Mix or SpecHead.Batch or SpecHead.Alpha);
        if (!isPerDomain || data.Roles.Sources.Count == 1)
        {
            return null;
        }

        string trained = data.Roles.Sources.Count == 0
            ? "which domains the model was trained on is not known"
            : $"the model was trained on {data.Roles.Sources.Count} domains, whether in batches of one or of several is not in the file";
        return new Warning(
            "training-grouping",
            $"{trained}: statistics of one domain can ruin a model that learnt under batches mixed of several; compare them with ema before use.");
    }
}
