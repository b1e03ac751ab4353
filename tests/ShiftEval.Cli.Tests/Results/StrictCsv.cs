namespace ShiftEval.Cli.Tests.Results;

/// <summary>Reads comma-separated text by the letter of RFC 4180, with line feeds, and forgives nothing.</summary>
internal static class StrictCsv
{
    public static string[][] Read(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        List<string[]> rows = [];
        List<string> row = [];
        int at = 0;
        while (at < text.Length)
        {
            row.Add(text[at] == '"' ? Quoted(text, ref at) : Plain(text, ref at));
            if (text[at++] == '\n')
            {
                rows.Add([.. row]);
                row.Clear();
            }
        }

        return [.. rows];
    }

    private static string Plain(string text, ref int at)
    {
        int start = at;
        at += text.AsSpan(at).IndexOfAny(',', '\n');
        string field = text[start..at];
        Assert.DoesNotContain(field, c => c is '"' or '\r');
        return field;
    }

    private static string Quoted(string text, ref int at)
    {
        string field = "";
        while (true)
        {
            int end = text.IndexOf('"', at + 1);
            Assert.True(end > at, "a quote is not closed");
            field += text[(at + 1)..end];
            at = end + 1;
            if (text[at] != '"')
            {
                Assert.Contains(text[at], ",\n");
                return field;
            }

            field += '"';
        }
    }
}
