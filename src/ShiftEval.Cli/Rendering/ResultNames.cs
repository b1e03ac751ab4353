using ShiftEval.Comparison.Results;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Rendering;

/// <summary>What the variants and domains of a comparison are called in tables.</summary>
internal static class ResultNames
{
    /// <summary>The statistics, after the model's name where there are several models.</summary>
    public static string Variant(ComparisonResult result, string model, string statistics) => result.Models.Count > 1 ? $"{model}: {statistics}" : statistics;

    /// <summary>The same with the asterisk of transductive statistics.</summary>
    public static string Marked(ComparisonResult result, string model, string statistics) => Variant(result, model, VariantText.Statistics(result, model, statistics));

    /// <summary>The domain with its role, where that is known.</summary>
    public static string Domain(ComparisonResult result, string domain)
    {
        string role = result.Data.Domains.First(entry => entry.Name == domain).Role;
        return role == "unknown" ? domain : $"{domain} ({role})";
    }
}
