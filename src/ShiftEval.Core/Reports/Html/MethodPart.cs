using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;

namespace ShiftEval.Reports.Html;

/// <summary>The method in plain words, for a validation protocol.</summary>
internal static class MethodPart
{
    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page) => page.Section("method", "Method, for a protocol", () =>
    {
        page.Paragraph(Text(page));
        page.Paragraph("Of the TRIPOD-Cluster topics this answers: how clustering was handled in the analysis; number of participants and clusters; results by cluster"
            + (page.Result.Summary.Any(row => row.NextDomain?.BetweenSd is not null) ? "; heterogeneity between clusters." : "."));
    });

    /// <summary>An interval's name in results, in words.</summary>
    public static string Interval(string name) => name switch
    {
        IntervalNames.Wilson => "Wilson's score interval where every group has one image",
        IntervalNames.WilsonClustered => "Wilson's interval on the effective sample size of the groups, with Student's t",
        IntervalNames.ClusterBootstrap => "bias-corrected and accelerated bootstrap over whole groups",
        IntervalNames.ClusterBootstrapPercentile => "percentile bootstrap over whole groups",
        IntervalNames.DeLong => "DeLong's interval of areas under the ROC curve where every group has one image",
        IntervalNames.NewcombePaired => "Newcombe's interval of paired proportions where every group has one image",
        _ => name,
    };

    /// <summary>A test's name in results, in words.</summary>
    public static string Test(string name) => name switch
    {
        TestNames.McNemar => "McNemar's exact test where every group has one image",
        TestNames.DeLong => "DeLong's test of areas under the ROC curve where every group has one image",
        TestNames.SignFlip => "a permutation test that exchanges the two predictions of whole groups",
        _ => name,
    };

    private static string Text(HtmlPage page)
    {
        ComparisonResult result = page.Result;
        SettingsResult settings = result.Settings;
        string[] intervals = Distinct(result.Cells.SelectMany(cell => cell.Metrics.Values).Select(metric => metric.Interval).Concat(result.Differences.Select(row => row.Interval)));
        string[] tests = Distinct(result.Differences.Select(row => row.Test));
        string resampled = intervals.Any(name => name is IntervalNames.ClusterBootstrap or IntervalNames.ClusterBootstrapPercentile) ? FormattableString.Invariant($" ({settings.Resamples} resamples)") : "";
        int family = result.Differences.Count(row => row.PAdjusted is not null);
        string text = FormattableString.Invariant($"{(result.Data.Samples is { } images ? $"{images} images" : "Images")} of {result.Data.Domains.Count} domains were used. They were divided as follows: {result.Data.SplitRule}. ")
            + $"BatchNorm statistics were taken from: {string.Join(", ", Distinct(result.Cells.Select(cell => cell.Spec)))}. Every source of statistics was scored on the same images. The primary metric is {MetricText.Name(settings.Metric)}. "
            + FormattableString.Invariant($"Intervals have {settings.Confidence * 100:0.####} % coverage: {Joined(intervals, Interval)}{resampled}. ");
        string differences = result.Differences.Count == 0 ? ""
            : FormattableString.Invariant($"Differences are paired. Tests: {Joined(tests, Test)}; p-values of the primary metric were adjusted by Holm's method over {family} comparisons. ");
        return text + differences + FormattableString.Invariant($"The seed is {settings.Seed}.");
    }

    private static string[] Distinct(IEnumerable<string?> names) => [.. names.OfType<string>().Distinct(StringComparer.Ordinal)];

    private static string Joined(string[] names, Func<string, string> words) => names.Length == 0 ? "none" : string.Join("; ", names.Select(words));
}
