using System.Globalization;
using System.Text.RegularExpressions;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Gates;

/// <summary>Reads requirements: <c>[worst.|average.|drop.]METRIC[.low|.high] OP VALUE [@DOMAIN][#SPEC][%MODEL]</c>.</summary>
/// <remarks>OP is one of &gt;= &gt; &lt;= &lt;. Names that hold @, # or % stand in double quotes, a quote in them doubled.</remarks>
public static partial class GateParser
{
    private const string Form = "Write it as [worst.|average.|drop.]METRIC[.low|.high] OP VALUE [@DOMAIN][#SPEC][%MODEL], as in balancedAccuracy.low >= 0.7 @labC #domain";

    /// <summary>All requirements, in order; what is wrong goes to the problems.</summary>
    public static IReadOnlyList<Gate> Parse(IEnumerable<string> expressions, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(expressions);
        ArgumentNullException.ThrowIfNull(problems);
        return [.. expressions.Select(expression => problems.Try(() => Parse(expression))).OfType<Gate>()];
    }

    private static Gate Parse(string expression)
    {
        string where = $"--require {expression}";
        Match match = Expression().Match(expression);
        if (!match.Success || !double.TryParse(match.Groups["bound"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double bound) || !double.IsFinite(bound))
        {
            throw new InputException(where, "is not a requirement", Form);
        }

        string metric = match.Groups["metric"].Value;
        if (!MetricCatalog.Names.Contains(metric, StringComparer.Ordinal))
        {
            throw new InputException(where, $"{metric} is not a metric", $"Write one of, nearest first: {string.Join(", ", NearestNames.Order(metric, MetricCatalog.Names))}");
        }

        Gate gate = new(
            expression,
            match.Groups["summary"].Value switch { "worst" => GateSummary.Worst, "average" => GateSummary.Average, "drop" => GateSummary.Drop, _ => GateSummary.Cell },
            metric,
            match.Groups["limit"].Value switch { "low" => GateLimit.Low, "high" => GateLimit.High, _ => GateLimit.Value },
            match.Groups["op"].Value,
            bound);
        foreach (Match name in Qualifier().Matches(match.Groups["names"].Value))
        {
            gate = Qualify(gate, name.Groups["sigil"].Value[0], Unquoted(name.Groups["name"].Value.Trim()), where);
        }

        if (gate.Limit != GateLimit.Value && (gate.Summary is GateSummary.Average or GateSummary.Drop))
        {
            throw new InputException(where, "a mean over domains and a drop have no interval here", "Take .low or .high out, or ask for worst.METRIC.low");
        }

        return gate.Domain is not null && (gate.Summary is GateSummary.Worst or GateSummary.Average)
            ? throw new InputException(where, "runs over domains and names one", "Take @DOMAIN out, or the word before the metric")
            : gate;
    }

    private static Gate Qualify(Gate gate, char sigil, string name, string where)
    {
        bool isTwice = sigil switch { '@' => gate.Domain, '#' => gate.Spec, _ => gate.Model } is not null;
        if (isTwice || name.Length == 0)
        {
            throw new InputException(where, isTwice ? $"{sigil} is given twice" : $"nothing stands behind {sigil}", Form);
        }

        return sigil switch
        {
            '@' => gate with { Domain = name },
            '#' => gate with { Spec = Canonical(name, where) },
            _ => gate with { Model = name },
        };
    }

    private static string Canonical(string spec, string where)
    {
        try
        {
            return spec == "stored" ? "ema" : spec == "given" ? spec : SpecParser.ParseOne(spec).Canonical;
        }
        catch (InputException)
        {
            throw new InputException(where, $"{spec} is not a statistics spec", "Write it as in --statistics; shifteval stats specs lists them");
        }
    }

    private static string Unquoted(string name) =>
        name.Length >= 2 && name[0] == '"' && name[^1] == '"' ? name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : name;

    [GeneratedRegex("""^\s*(?:(?<summary>worst|average|drop)\.)?(?<metric>[A-Za-z0-9]+)(?:\.(?<limit>low|high))?\s*(?<op>>=|<=|>|<)\s*(?<bound>[-+0-9.eE]+)\s*(?<names>(?:[@#%]\s*(?:"(?:[^"]|"")*"|[^@#%"]*)\s*)*)$""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Expression();

    [GeneratedRegex("""(?<sigil>[@#%])\s*(?<name>"(?:[^"]|"")*"|[^@#%"]*)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Qualifier();
}
