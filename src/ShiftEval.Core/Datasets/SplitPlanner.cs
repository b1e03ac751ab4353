using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>Gives every sample its split: the split column's, or one drawn from a hash of its group.</summary>
/// <remarks>
/// Without a split column every domain is divided; with one, only a target domain that has nothing but <c>test</c> rows.
/// The half of a group depends on nothing but the split seed, the domain and the group: other samples, their order and other domains do not matter.
/// </remarks>
public static class SplitPlanner
{
    /// <summary>The warning that a domain was divided for want of a split column.</summary>
    internal const string DividedByHash = "split-by-hash";

    /// <summary>The warning that the test rows of a domain were divided for want of rows to adapt to.</summary>
    internal const string TestRowsDivided = "test-rows-divided";

    /// <summary>Assigns the splits.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="sourceDomains">The domains that the model was trained on; their rows stay as the column says.</param>
    /// <param name="splitSeed"><c>--split-seed</c>.</param>
    /// <param name="scored">The domains that need both halves; null for all. Others are divided too, but a half of theirs may be empty.</param>
    /// <exception cref="InputException">A half of a divided domain is empty.</exception>
    public static SplitResult Assign(
        Dataset dataset, IReadOnlyList<string> sourceDomains, long splitSeed, IReadOnlyCollection<string>? scored = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(sourceDomains);
        HashSet<string> divided = Divided(dataset, sourceDomains);
        Dictionary<(string Domain, string Group), Split> halves = [];
        Sample[] samples = [.. dataset.Samples.Select(sample => divided.Contains(sample.Domain) ? sample with { Split = HalfOf(sample) } : sample)];

        CheckHalves(dataset, samples, divided.Where(domain => scored?.Contains(domain) ?? true), splitSeed);
        return new SplitResult(dataset.Origin, samples, Rule(dataset, divided, splitSeed), Warnings(dataset, samples, divided, splitSeed));

        Split HalfOf(Sample sample)
        {
            (string, string) key = (sample.Domain, sample.Group);
            if (!halves.TryGetValue(key, out Split half))
            {
                halves.Add(key, half = Half(sample.Domain, sample.Group, splitSeed));
            }

            return half;
        }
    }

    /// <summary>The half that a group falls to.</summary>
    /// <returns>
    /// Adapt when the first 8 bytes, big-endian, of SHA-256 over the UTF-8 text
    /// <c>shifteval.split/1 ⏎ seed ⏎ domain ⏎ group</c> (⏎ is one line feed, none at the end, the seed in decimal) are below 2⁶³, else test.
    /// </returns>
    public static Split Half(string domain, string group, long splitSeed)
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"shifteval.split/1\n{splitSeed}\n{domain}\n{group}")));
        return BinaryPrimitives.ReadUInt64BigEndian(digest) < 1UL << 63 ? Split.Adapt : Split.Test;
    }

    private static HashSet<string> Divided(Dataset dataset, IReadOnlyList<string> sourceDomains) =>
        dataset.HasSplits
            ? [.. dataset.Samples
                .GroupBy(sample => sample.Domain, StringComparer.Ordinal)
                .Where(domain => !sourceDomains.Contains(domain.Key, StringComparer.Ordinal) && domain.All(sample => sample.Split == Split.Test))
                .Select(domain => domain.Key)]
            : [.. dataset.Domains];

    private static void CheckHalves(Dataset dataset, Sample[] samples, IEnumerable<string> domains, long splitSeed)
    {
        ILookup<string, Sample> byDomain = samples.ToLookup(sample => sample.Domain, StringComparer.Ordinal);
        ProblemList problems = new();
        foreach (string domain in domains.Order(StringComparer.Ordinal))
        {
            Split[] present = [.. byDomain[domain].Select(sample => sample.Split!.Value).Distinct()];
            if (present is not [Split only])
            {
                continue;
            }

            int groups = byDomain[domain].Select(sample => sample.Group).Distinct(StringComparer.Ordinal).Count();
            (string used, string empty) = only == Split.Adapt ? ("adapt", "test") : ("test", "adapt");
            string fall = groups == 1 ? $"its only {Unit(dataset)} falls" : $"all its {groups} {Unit(dataset)}s fall";
            string what = $"{fall} to {used} ({Hash(splitSeed)}); the {empty} half is empty";
            string remedy = groups == 1
                ? "Add samples of another group, or a split column"
                : "Choose another --split-seed, or add a split column";
            problems.Add($"{dataset.Origin}, domain '{domain}'", what, remedy);
        }

        problems.ThrowIfAny();
    }

    private static string Unit(Dataset dataset) => dataset.HasGroups ? "group" : "sample";

    private static string Rule(Dataset dataset, HashSet<string> divided, long splitSeed)
    {
        if (!dataset.HasSplits)
        {
            return Hash(splitSeed);
        }

        return divided.Count == 0
            ? "column split"
            : $"column split; test rows of {string.Join(", ", divided.Order(StringComparer.Ordinal))} by {Hash(splitSeed)}";
    }

    private static string Hash(long splitSeed) => FormattableString.Invariant($"sha256 seed {splitSeed}");

    private static Warning[] Warnings(Dataset dataset, Sample[] samples, HashSet<string> divided, long splitSeed)
    {
        ILookup<string, Sample> byDomain = samples.ToLookup(sample => sample.Domain, StringComparer.Ordinal);
        string by = $"by {Unit(dataset)} ({Hash(splitSeed)})";
        if (dataset.HasSplits)
        {
            return [.. divided.Order(StringComparer.Ordinal).Select(domain => new Warning(
                TestRowsDivided,
                $"domain '{domain}' has test rows only; they are divided {by} into {Halves(byDomain[domain])} samples, for every statistics alike.",
                domain))];
        }

        Listing counts = new();
        foreach (string domain in dataset.Domains)
        {
            counts.Add($"{domain} {Halves(byDomain[domain])}");
        }

        return [new Warning(DividedByHash, $"{dataset.Origin} has no split column; samples are divided {by}: {counts}.")];
    }

    private static string Halves(IEnumerable<Sample> samples)
    {
        Sample[] all = [.. samples];
        int adapt = all.Count(sample => sample.Split == Split.Adapt);
        return $"{adapt} adapt and {all.Length - adapt} test";
    }
}
