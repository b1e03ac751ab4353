using ShiftEval.Diagnostics;

namespace ShiftEval.Statistics.Specs;

/// <summary>The heads of the spec language: how each is written and read.</summary>
internal static class SpecHeads
{
    /// <summary>Every form a spec can start with, as error messages list them.</summary>
    public static readonly IReadOnlyList<string> Forms =
    [
        "ema", "precise", "domain", "test", "from=NAME", "from=*", "mix:W", "mix:N=COUNT", "alpha:A", "batch:B", "file:PATH",
        "stream:ema", "stream:window=K", "instance:k=K",
    ];

    /// <summary>Reads a head.</summary>
    /// <returns>The spec with its head's value, or null when the token is no head; the problem is then in <paramref name="problems"/>.</returns>
    public static StatisticsSpec? Parse(SpecToken token, string where, ProblemList problems)
    {
        StatisticsSpec? spec = token.Assigner switch
        {
            '\0' => Bare(token),
            '=' => From(token),
            _ => WithValue(token),
        };
        if (spec is null)
        {
            problems.Add(where, $"{token.Text} is not a statistics spec", $"Write {Nearest(token)}");
        }

        return spec;
    }

    private static StatisticsSpec? Bare(SpecToken token) => token.Text switch
    {
        "ema" => Of(SpecHead.Ema, token),
        "precise" => Of(SpecHead.Precise, token),
        "domain" => Of(SpecHead.Domain, token),
        "test" => Of(SpecHead.Test, token),
        "stream" => Of(SpecHead.Stream, token) with { Order = SampleOrdering.File },
        "instance" => Of(SpecHead.Instance, token),
        _ => null,
    };

    private static StatisticsSpec? From(SpecToken token)
    {
        if (token.Word != "from" || token.Rest.Length == 0)
        {
            return null;
        }

        return Of(SpecHead.From, token) with { Name = token.Rest == "*" ? null : SpecToken.Unquote(token.Rest) };
    }

    private static StatisticsSpec? WithValue(SpecToken token)
    {
        string rest = token.Rest;
        switch (token.Word)
        {
            case "mix" when rest.StartsWith("N=", StringComparison.Ordinal):
                return SpecKeys.TryNumber(rest[2..], out double prior) && prior >= 0
                    ? Of(SpecHead.Mix, token) with { PriorCount = prior, Rule = MixRule.Linear }
                    : null;
            case "mix":
                return Weighted(SpecHead.Mix, token);
            case "alpha":
                return Weighted(SpecHead.Alpha, token) is { } alpha ? alpha with { Rule = MixRule.Linear } : null;
            case "batch":
                return SpecKeys.TryCount(rest, out int size) ? Of(SpecHead.Batch, token) with { Value = size } : null;
            case "file":
                return rest.Length > 0 ? Of(SpecHead.File, token) with { Name = SpecToken.Unquote(rest) } : null;
            case "stream" when rest == "ema":
                return Of(SpecHead.Stream, token) with { Order = SampleOrdering.File };
            case "stream" when rest.StartsWith("window=", StringComparison.Ordinal):
                return SpecKeys.TryCount(rest["window=".Length..], out int window) ? Of(SpecHead.Stream, token) with { Value = window, Order = SampleOrdering.File } : null;
            case "instance" when rest.StartsWith("k=", StringComparison.Ordinal):
                return SpecKeys.TryNumber(rest[2..], out double k) && k > 0 ? Of(SpecHead.Instance, token) with { Value = k } : null;
            default:
                return null;
        }
    }

    private static StatisticsSpec? Weighted(SpecHead head, SpecToken token) =>
        SpecKeys.TryNumber(token.Rest, out double weight) && weight is >= 0 and <= 1 ? Of(head, token) with { Value = weight } : null;

    private static StatisticsSpec Of(SpecHead head, SpecToken token) => new() { Head = head, Text = token.Text };

    private static string Nearest(SpecToken token)
    {
        // A known word with a wrong value is best told by that word's own forms.
        string[] own = [.. Forms.Where(form => string.Equals(WordOf(form), token.Word, StringComparison.Ordinal))];
        if (own.Length > 0)
        {
            string note = token.Word is "mix" or "alpha" ? " (a weight from 0 to 1)" : token.Word is "batch" ? " (a whole number of at least 1)" : "";
            return string.Join(" or ", own) + note;
        }

        string[] all = [.. Forms, .. SpecKeys.All.Select(key => key.Name + "=")];
        string nearest = NearestNames.Order(token.Word, all.Select(WordOf))[0];
        string near = string.Join(" or ", all.Where(form => string.Equals(WordOf(form), nearest, StringComparison.Ordinal)));
        return $"{near}; all forms: {string.Join(", ", Forms)}";
    }

    private static string WordOf(string form) => new SpecToken(form, 1).Word;
}
