using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>Samples that all have a split, and how they got it.</summary>
public sealed class SplitResult
{
    private static readonly Split[] AdaptElseTrain = [Split.Adapt, Split.Train];
    private static readonly Split[] TrainElseAdapt = [Split.Train, Split.Adapt];

    private readonly string origin;
    private readonly ILookup<(string Domain, Split Split), Sample> byUse;

    internal SplitResult(string origin, IReadOnlyList<Sample> samples, string rule, IReadOnlyList<Warning> warnings)
    {
        this.origin = origin;
        Samples = samples;
        Rule = rule;
        Warnings = warnings;
        byUse = samples.ToLookup(sample => (sample.Domain, sample.Split!.Value));
    }

    /// <summary>The data set's samples in file order, <see cref="Sample.Split"/> never null.</summary>
    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>The rule for provenance: <c>column split</c>, <c>sha256 seed 0</c>, or the first with the domains divided by the second.</summary>
    public string Rule { get; }

    /// <summary><c>split-by-hash</c> with the counts, or <c>test-rows-divided</c> for each such domain.</summary>
    public IReadOnlyList<Warning> Warnings { get; }

    /// <summary>Whether some domain was divided by the split seed.</summary>
    public bool IsDrawn => Warnings.Any(warning => warning.Code is SplitPlanner.DividedByHash or SplitPlanner.TestRowsDivided);

    /// <summary>The same samples, all of them to adapt to: none is left to score.</summary>
    internal SplitResult AllAdapt() => new(origin, [.. Samples.Select(sample => sample with { Split = Split.Adapt })], "all", []);

    /// <summary>How many samples a domain has in a split.</summary>
    public int Count(string domain, Split split) => byUse[(domain, split)].Count();

    /// <summary>A domain's samples of one split, in file order.</summary>
    /// <exception cref="InputException">There are none.</exception>
    public IReadOnlyList<Sample> Of(string domain, Split split) => FirstOf(domain, [split]);

    /// <summary>What <c>domain</c> and <c>from=</c> estimate from: the domain's adapt samples, else its train samples, in file order.</summary>
    /// <exception cref="InputException">There are none.</exception>
    public IReadOnlyList<Sample> Adapt(string domain) => FirstOf(domain, AdaptElseTrain);

    /// <summary>A source domain's train samples, else its adapt samples, in file order.</summary>
    /// <exception cref="InputException">There are none.</exception>
    public IReadOnlyList<Sample> Train(string domain) => FirstOf(domain, TrainElseAdapt);

    /// <summary>What is scored: the domain's test samples, in file order.</summary>
    /// <exception cref="InputException">There are none.</exception>
    public IReadOnlyList<Sample> Test(string domain) => FirstOf(domain, [Split.Test]);

    /// <summary>What <c>precise</c> estimates from: every source domain's train (else adapt) samples, pooled, in file order.</summary>
    /// <exception cref="InputException">There is no source domain, or one has neither.</exception>
    public IReadOnlyList<Sample> Precise(IReadOnlyList<string> sourceDomains)
    {
        ArgumentNullException.ThrowIfNull(sourceDomains);
        if (sourceDomains.Count == 0)
        {
            throw new InputException(origin, "no source domain is known, so there are no source images", "Name the domains trained on with --source");
        }

        ProblemList problems = new();
        HashSet<Sample> pooled = new(ReferenceEqualityComparer.Instance);
        foreach (string domain in sourceDomains)
        {
            pooled.UnionWith(problems.Try(() => Train(domain)) ?? []);
        }

        problems.ThrowIfAny();
        return [.. Samples.Where(pooled.Contains)];
    }

    private Sample[] FirstOf(string domain, Split[] splits)
    {
        foreach (Split split in splits)
        {
            Sample[] found = [.. byUse[(domain, split)]];
            if (found.Length > 0)
            {
                return found;
            }
        }

        string wanted = string.Join(" or ", splits.Select(Name));
        string[] present = [.. Enum.GetValues<Split>()
            .Where(split => Count(domain, split) > 0)
            .Select(split => $"{Count(domain, split)} {Name(split)}")];
        throw new InputException(
            $"{origin}, domain '{domain}'",
            $"has no {wanted} samples ({(present.Length == 0 ? "and no others" : $"it has {string.Join(" and ", present)}")})",
            "Give some of its rows that split, or leave the domain out");
    }

    private static string Name(Split split) => split.ToString().ToLowerInvariant();
}
