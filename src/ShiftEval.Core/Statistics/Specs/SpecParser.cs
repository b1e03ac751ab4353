using System.Globalization;
using ShiftEval.Diagnostics;

namespace ShiftEval.Statistics.Specs;

/// <summary>Reads the language of <c>--statistics</c>.</summary>
/// <remarks>
/// Commas and semicolons separate alike. What follows is KEY= with a known key: it continues the spec;
/// otherwise a new spec starts, in one option or in several. <c>from=</c> starts a spec.
/// </remarks>
public static class SpecParser
{
    /// <summary>All specs of all options, in order.</summary>
    /// <param name="options">The texts given to <c>--statistics</c>.</param>
    /// <exception cref="InputException">A token cannot be read, a key does not go with its spec, or one spec is given twice.</exception>
    public static IReadOnlyList<StatisticsSpec> Parse(IEnumerable<string> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ProblemList problems = new();
        List<StatisticsSpec> specs = [];
        foreach (string option in options)
        {
            ParseOption(option, specs, problems);
        }

        problems.ThrowIfAny();
        foreach (IGrouping<string, StatisticsSpec> same in specs.GroupBy(spec => spec.Canonical, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            problems.Add($"--statistics {same.Last().Text}", $"the spec {same.Key} is given {same.Count()} times", "Give it once");
        }

        problems.ThrowIfAny();
        return specs;
    }

    /// <summary>Exactly one spec.</summary>
    /// <exception cref="InputException">The text holds none, several, or one that cannot be read.</exception>
    public static StatisticsSpec ParseOne(string option)
    {
        IReadOnlyList<StatisticsSpec> specs = Parse([option]);
        return specs.Count == 1
            ? specs[0]
            : throw new InputException($"--statistics {option}", $"{specs.Count} specs stand where one is wanted", "Give one spec");
    }

    private static void ParseOption(string option, List<StatisticsSpec> specs, ProblemList problems)
    {
        StatisticsSpec? current = null;
        string start = "";
        bool broken = false;
        HashSet<string> keys = new(StringComparer.Ordinal);
        foreach (SpecToken token in SpecTokenizer.Tokenize(option, problems))
        {
            string where = SpecTokenizer.Where(option, token.Column);
            if (SpecKeys.Find(token.Key) is { } key)
            {
                if (current is null)
                {
                    // The spec it continues could not be read: that has been told already.
                    if (!broken)
                    {
                        problems.Add(where, $"{token.Text} has no spec before it to continue", $"Write a spec first, as in domain,{token.Text}");
                    }
                }
                else if (!keys.Add(key.Name))
                {
                    problems.Add(where, $"{key.Name}= is given twice for {current.Text}", "Give it once");
                }
                else
                {
                    current = Continue(current, key, token, where, problems);
                }

                continue;
            }

            Finish(current, start, specs, problems);
            keys.Clear();
            start = where;
            current = SpecHeads.Parse(token, where, problems);
            broken = current is null;
        }

        Finish(current, start, specs, problems);
    }

    private static StatisticsSpec Continue(StatisticsSpec spec, SpecKey key, SpecToken token, string where, ProblemList problems)
    {
        string value = SpecToken.Unquote(token.Rest);
        if (!key.Heads.Contains(spec.Head))
        {
            string[] own = [.. SpecKeys.All.Where(k => k.Heads.Contains(spec.Head)).Select(k => k.Name + "=")];
            problems.Add(where, $"{key.Name}= does not go with {spec.Text}", own.Length == 0 ? "Take it out: this spec has no keys" : $"Take it out; this spec takes {string.Join(", ", own)}");
            return spec;
        }

        if (key.Name is "window" or "k" && (spec.Value is not null || spec.Text.Contains(':', StringComparison.Ordinal)))
        {
            problems.Add(where, $"{token.Text} does not go with {spec.Text}, which says already what it is", $"Write {token.Word switch { "k" => "instance", _ => "stream" }}:{token.Text}");
            return spec;
        }

        if (!key.IsValid(value))
        {
            string near = key.Choices.Count > 0 && value.Length > 0 ? $"; nearest: {key.Name}={NearestNames.Order(value, key.Choices)[0]}" : "";
            problems.Add(where, $"{key.Name}= takes {key.Takes}, not {(value.Length == 0 ? "nothing" : value)}", $"Write {key.Name}={key.Takes}{near}");
            return spec;
        }

        return Apply(spec, key.Name, value) with { Text = $"{spec.Text},{token.Text}" };
    }

    private static StatisticsSpec Apply(StatisticsSpec spec, string key, string value) => key switch
    {
        "method" => spec with { Method = value switch { "minibatch" => EstimationMethod.Minibatch, "frozen" => EstimationMethod.Frozen, _ => EstimationMethod.Population } },
        "estimator" => spec with { Estimator = value == "total" ? BatchEstimator.Total : BatchEstimator.MeanOfBatches },
        "batch" => spec with { BatchSize = int.Parse(value, CultureInfo.InvariantCulture) },
        "order" => spec with { Order = value == "file" ? SampleOrdering.File : SampleOrdering.Shuffled },
        "samples" => spec with { Samples = int.Parse(value, CultureInfo.InvariantCulture) },
        "split" => spec with { Split = value },
        "source" => spec with { MixSource = value == "ema" ? SpecHead.Ema : SpecHead.Precise },
        "rule" => spec with { Rule = value == "linear" ? MixRule.Linear : MixRule.Moment },
        "balance" => spec with { Balance = value switch { "source" => ClassBalance.Source, "uniform" => ClassBalance.Uniform, _ => ClassBalance.None } },
        "layers" when value.StartsWith(SpecKeys.First, StringComparison.Ordinal) =>
            spec with { Replacement = spec.Replacement with { FirstLayers = int.Parse(value[SpecKeys.First.Length..], CultureInfo.InvariantCulture) } },
        "layers" => spec with { Replacement = spec.Replacement with { Layers = value } },
        "only" => spec with { Replacement = spec.Replacement with { Mean = value == "mean", Variance = value == "variance" } },
        "select" => spec with { Replacement = spec.Replacement with { NearestPercent = Number(value[SpecKeys.Wasserstein.Length..]) } },
        _ => spec with { Value = Number(value) },
    };

    private static double Number(string text) => SpecKeys.TryNumber(text, out double value) ? value : throw new ArgumentException("not a number", nameof(text));

    private static void Finish(StatisticsSpec? spec, string where, List<StatisticsSpec> specs, ProblemList problems)
    {
        if (spec is null)
        {
            return;
        }

        SpecCombinations.Check(spec, where, problems);
        specs.Add(spec);
    }
}
