namespace ShiftEval.Cli.Tests.Results;

/// <summary>Names that mean something to a browser, spreadsheet, terminal or parser.</summary>
internal static class HostileNames
{
    /// <summary>Half of a character beyond the basic plane: no file that is read gives one, but a name in memory can.</summary>
    public const string LoneSurrogate = "lone surrogate";

    /// <summary>The names, by what they are; the keys are fit for a test's name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["plain"] = "plain",
        ["script"] = "<script>alert(1)</script>",
        ["image"] = "<img src=x onerror=alert(1)>",
        ["attribute"] = "\" onclick=\"alert(1)",
        ["quotes"] = "\"it's\" 'so'",
        ["entity"] = "&lt;b&gt;&#60;&nbsp;",
        ["CDATA"] = "]]>",
        ["comment"] = "--><!-- <?xml ?>",
        ["formula"] = "=cmd()|' /C calc'!A0",
        ["plus"] = "+1",
        ["minus"] = "-1",
        ["at"] = "@SUM(1;2)",
        ["tab"] = "\t=1\tx",
        ["carriage return"] = "\r=1",
        ["line feed"] = "\n=1",
        ["new line"] = "a\r\n| b | c |",
        ["other separators"] = "a\u2028b\u2029c\u0085d\u000be\u000cf",
        ["markdown"] = "`a|b`*c*_d_[e](http://f)\\|~~g~~![h](i)",
        ["right to left"] = "\u202egnp.exe\u2066",
        ["emoji"] = "👩‍🔬🩸",
        [LoneSurrogate] = "a\ud800b",
        ["controls"] = "\0\u0007\u001b[31mred\u009b2J\u007f",
        ["long"] = new string('x', 300),
    };
}
