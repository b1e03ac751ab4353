using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports.Html;

/// <summary>The method in plain words, for a validation protocol, and where everything came from.</summary>
internal static class MethodPart
{
    /// <summary>Writes the method.</summary>
    public static void Write(HtmlPage page) => page.Section("method", "Method, for a protocol", () =>
    {
        page.Paragraph(Text(page));
        page.Paragraph("Of the TRIPOD-Cluster topics this answers: how clustering was handled in the analysis; number of participants and clusters; results by cluster"
            + (page.Result.Summary.Any(row => row.NextDomain?.BetweenSd is not null) ? "; heterogeneity between clusters." : "."));
    });

    /// <summary>Writes the provenance.</summary>
    public static void Provenance(HtmlPage page) => page.Section("provenance", "Provenance", () => page.Html.In("dl", () =>
    {
        ComparisonResult result = page.Result;
        Entry(page, "Program", $"{result.Tool.Name} {result.Tool.Version}; document {result.Schema}");
        foreach (ModelResult model in result.Models)
        {
            Entry(page, "Model", model is not { Image: { } image, Scores: { } scores } ? model.Name : FormattableString.Invariant($"{model.Name}; SHA-256 {model.Sha256}; {model.BatchNormLayers} BatchNorm layers; {model.Parameters} parameters; input {image.Input}, {image.Layout}, {image.ChannelOrder}, {image.Channels} × {image.Height} × {image.Width}; scores {scores.Kind} from {scores.Output}"));
        }

        Entry(page, "Data", $"SHA-256 {result.Data.Sha256}");
        if (result.Settings.Preprocess is { } preprocess)
        {
            Entry(page, "Preprocessing", preprocess.GetRawText());
            Entry(page, "Found in", result.Settings.PreprocessOrigin ?? MetricText.None);
        }

        string run = result.Settings.Device is { } device ? FormattableString.Invariant($"; batch size {result.Settings.BatchSize}; device {device}") : "";
        Entry(page, "Settings", FormattableString.Invariant($"seed {result.Settings.Seed}; split seed {result.Settings.SplitSeed}{run}"));
        Entry(page, "Command", string.Join(' ', page.Options.CommandLine.Select(Quoted)));
    }));

    private static string Text(HtmlPage page)
    {
        ComparisonResult result = page.Result;
        SettingsResult settings = result.Settings;
        string[] intervals = [.. result.Cells.SelectMany(cell => cell.Metrics.Values).Select(metric => metric.Interval).OfType<string>().Distinct(StringComparer.Ordinal)];
        string[] tests = [.. result.Differences.Select(row => row.Test).OfType<string>().Distinct(StringComparer.Ordinal)];
        string[] specs = [.. result.Cells.Select(cell => cell.Spec).Distinct(StringComparer.Ordinal)];
        int family = result.Differences.Count(row => row.PAdjusted is not null);
        string text = FormattableString.Invariant($"{result.Data.Samples} images of {result.Data.Domains.Count} domains were used. They were divided as follows: {result.Data.SplitRule}. ")
            + $"BatchNorm statistics were taken from: {string.Join(", ", specs)}. Every source of statistics was scored on the same images. The primary metric is {MetricText.Name(settings.Metric)}. "
            + FormattableString.Invariant($"Intervals have {settings.Confidence * 100:0.####} % coverage ({string.Join(", ", intervals)}; {settings.Resamples} resamples where resampled; whole groups are resampled, never single images of one). ");
        return result.Differences.Count == 0 ? text + FormattableString.Invariant($"The seed is {settings.Seed}.")
            : text + FormattableString.Invariant($"Differences are paired. Tests: {(tests.Length == 0 ? "none" : string.Join(", ", tests))}; p-values of the primary metric were adjusted by Holm's method over {family} comparisons. The seed is {settings.Seed}.");
    }

    private static void Entry(HtmlPage page, string name, string value)
    {
        page.Html.Leaf("dt", name);
        page.Html.In("dd", () => page.Html.Name(value));
    }

    private static string Quoted(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:,@%+".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
