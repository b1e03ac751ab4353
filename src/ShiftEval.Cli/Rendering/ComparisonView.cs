using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;
using Spectre.Console;

namespace ShiftEval.Cli.Rendering;

/// <summary>A comparison as tables for people.</summary>
internal static class ComparisonView
{
    public static void Write(ComparisonResult result, IAnsiConsole console)
    {
        bool severalModels = result.Models.Count > 1;
        console.Write(Cells(result, severalModels));
        if (result.Differences.Count > 0)
        {
            console.WriteLine();
            console.Write(Differences(result, severalModels));
        }

        console.WriteLine();
        console.WriteLine(Footer(result));
        if (result.Cells.Any(cell => cell.Transductive))
        {
            console.WriteLine("* transductive: these statistics come from the scored images themselves.");
        }
    }

    private static Table Cells(ComparisonResult result, bool severalModels)
    {
        string primary = result.Settings.Metric;
        string[] intervals = [.. new[] { MetricCatalog.Accuracy.Name, MetricCatalog.BalancedAccuracy.Name, primary }.Distinct(StringComparer.Ordinal)];
        string[] plain = [.. result.Cells[0].Metrics.Keys.Except(intervals, StringComparer.Ordinal)];
        Table table = Tables.Create();
        table.AddColumn("domain");
        if (severalModels)
        {
            table.AddColumn("model");
        }

        table.AddColumn("statistics");
        table.AddColumn(new TableColumn("n").RightAligned());
        foreach (string metric in intervals)
        {
            table.AddColumn(new TableColumn(Format.Name(metric)).RightAligned());
        }

        foreach (string metric in plain)
        {
            table.AddColumn(new TableColumn(Format.Name(metric)).RightAligned());
        }

        string? last = null;
        foreach (CellResult cell in result.Cells.GroupBy(cell => cell.Domain, StringComparer.Ordinal).SelectMany(domain => domain))
        {
            List<string> row = [cell.Domain == last ? "" : DomainLabel(result, cell.Domain)];
            if (severalModels)
            {
                row.Add(cell.Model);
            }

            row.Add(cell.Transductive ? $"{cell.Statistics} *" : cell.Statistics);
            row.Add(cell.Samples.ToString(CultureInfo.InvariantCulture));
            row.AddRange(intervals.Select(metric => Format.WithInterval(metric, cell.Metrics[metric])));
            row.AddRange(plain.Select(metric => Format.Value(metric, cell.Metrics[metric].Value)));
            Tables.AddRow(table, row);
            last = cell.Domain;
        }

        return table;
    }

    private static Table Differences(ComparisonResult result, bool severalModels)
    {
        string primary = result.Settings.Metric;
        Table table = Tables.Create();
        table.AddColumn("domain");
        table.AddColumn("from → to");
        table.AddColumn(new TableColumn($"{Format.Name(primary)}, difference").RightAligned());
        table.AddColumn(new TableColumn("p").RightAligned());
        table.AddColumn(new TableColumn("p (Holm)").RightAligned());
        table.AddColumn("verdict");
        string? last = null;
        foreach (DifferenceResult difference in result.Differences.Where(row => row.Metric == primary))
        {
            Tables.AddRow(
                table,
                [
                    difference.Domain == last ? "" : difference.Domain,
                    $"{Variant(difference.From, severalModels)} → {Variant(difference.To, severalModels)}",
                    Format.Difference(primary, difference.Value, difference.Low, difference.High),
                    Format.P(difference.P),
                    Format.P(difference.PAdjusted),
                    difference.Verdict ?? Format.None,
                ]);
            last = difference.Domain;
        }

        return table;
    }

    private static string Variant(VariantResult variant, bool severalModels) => severalModels ? $"{variant.Model} {variant.Statistics}" : variant.Statistics;

    private static string DomainLabel(ComparisonResult result, string domain)
    {
        string role = result.Data.Domains.First(entry => entry.Name == domain).Role;
        return role == "unknown" ? domain : $"{domain} ({role})";
    }

    private static string Footer(ComparisonResult result)
    {
        string skipped = result.Data.Skipped > 0 ? FormattableString.Invariant($", {result.Data.Skipped} unreadable images left out") : "";
        return FormattableString.Invariant(
            $"{result.Settings.Confidence * 100:0.##} % intervals, {result.Settings.Resamples} resamples, seed {result.Settings.Seed}, on {result.Settings.Device}; {result.Data.Samples} images used{skipped}.");
    }
}
