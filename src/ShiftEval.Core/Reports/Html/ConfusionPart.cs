using System.Globalization;
using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports.Html;

/// <summary>What was taken for what: of images, and of cases and slices where they were asked for.</summary>
internal static class ConfusionPart
{
    /// <summary>Whether there is a matrix.</summary>
    public static bool Applies(ComparisonResult result) => result.Cells.Any(cell => cell.Confusion.Length > 0);

    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page) => page.Section("confusion", "What was taken for what", () =>
    {
        page.Paragraph("Rows: the truth. Columns: the prediction. Each cell: how many (share of the row).", "soft");
        Matrices(page, "images", page.Cells.Select(cell => ($"{cell.Domain}: {page.Label(cell.Model, cell.Statistics)}", cell.Confusion)));
        Matrices(page, "cases", page.Cells.Where(cell => cell.Cases is not null).Select(cell => ($"{cell.Domain}, cases by {cell.Cases!.Column}: {page.Label(cell.Model, cell.Statistics)}", cell.Cases.Confusion)));
        Matrices(page, "slices", page.Result.Slices.Select(slice => ($"{slice.Column} = {slice.Value}, {slice.Domain ?? "all domains"}: {page.Label(slice.Model, slice.Statistics)}", slice.Confusion)));
    });

    private static void Matrices(HtmlPage page, string id, IEnumerable<(string Title, int[][] Confusion)> matrices)
    {
        (string Title, int[][] Confusion)[] known = [.. matrices.Where(matrix => matrix.Confusion.Length > 0)];
        for (int i = 0; i < known.Length; i++)
        {
            (string title, int[][] confusion) = known[i];
            string name = $"confusion-{id}-{i.ToString(CultureInfo.InvariantCulture)}";
            page.Details(title, () => Matrix(page, name, title, confusion), known.Length <= 4);
        }
    }

    private static void Matrix(HtmlPage page, string id, string caption, int[][] confusion) => HtmlTable.Write(
        page.Html, id, caption, ["truth", .. page.Result.Data.Classes, "all"], confusion.Select((row, truth) => (IReadOnlyList<HtmlCell>)
        [new(truth < page.Result.Data.Classes.Count ? page.Result.Data.Classes[truth] : MetricText.None), .. row.Select(count => Count(count, row)), HtmlCell.Count(row.Sum())]));

    private static HtmlCell Count(int count, int[] row) => row.Sum() == 0
        ? HtmlCell.Count(count)
        : new HtmlCell(FormattableString.Invariant($"{count} ({100.0 * count / row.Sum():0} %)"), count);
}
