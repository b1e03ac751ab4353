using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports.Html;

/// <summary>Where everything came from: hashes, versions, preprocessing, settings, the command.</summary>
internal static class ProvenancePart
{
    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page) => page.Section("provenance", "Provenance", () => page.Html.In("dl", () =>
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

    private static void Entry(HtmlPage page, string name, string value)
    {
        page.Html.Leaf("dt", name);
        page.Html.In("dd", () => page.Html.Name(value));
    }

    private static string Quoted(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:,@%+".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
