namespace ShiftEval.Reports.Html;

/// <summary>Sources of statistics in words for readers who do not run the program.</summary>
internal static class SpecWords
{
    /// <summary>What the spec takes mean and variance from.</summary>
    /// <param name="spec">A spec in its canonical form, such as <c>domain</c> or <c>mix:0.5,source=precise</c>.</param>
    public static string Of(string spec) => Head(spec) switch
    {
        "ema" or "stored" => "the statistics stored in the file, as training left them",
        "precise" => "measured again on images of the source domains",
        "domain" => "measured on images of the tested domain that are not scored",
        "test" => "measured on the scored images themselves",
        "from" => "measured on images of one named domain, for every tested domain",
        "mix" => "a mixture of the source's statistics and those of the tested domain",
        "alpha" => "a mixture of the stored statistics and those of each batch of scored images",
        "batch" => "those of each batch of scored images",
        "file" => "taken from a statistics file",
        "stream" => "moving with each scored image, in order of arrival",
        "instance" => "corrected for each scored image by itself",
        _ => "",
    };

    private static string Head(string spec) => spec.IndexOfAny([':', ',', '=']) is var end and > 0 ? spec[..end] : spec;
}
