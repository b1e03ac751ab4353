using System.Text;
using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports.Markdown;

/// <summary>The verdict at each domain as a sentence, with what it rests on.</summary>
internal static class VerdictPart
{
    /// <summary>Appends it.</summary>
    /// <param name="text">Takes it.</param>
    /// <param name="result">The comparison.</param>
    /// <param name="rows">The differences of the primary metric.</param>
    public static void Append(StringBuilder text, ComparisonResult result, IEnumerable<DifferenceResult> rows)
    {
        foreach (DifferenceResult row in rows)
        {
            string statistics = VariantText.Statistics(result, row.To.Model, row.To.Statistics);
            string to = result.Models.Count > 1 ? $"{row.To.Model}, {statistics}" : statistics;
            text.Append("- **").Append(MarkdownText.Escape(row.Domain)).Append("**, ").Append(MarkdownText.Escape($"{to}: {MetricText.Verdict(row)}")).Append('\n');
        }

        text.Append("\np is that after Holm, over all pairs and domains.\n\n");
    }
}
