using System.Globalization;
using ShiftEval.Diagnostics;

namespace ShiftEval.Statistics.Store;

/// <summary>Adds files of moments up, and takes the moments of a part out again.</summary>
/// <remarks>
/// Sound only where a sample's contribution does not depend on what it is added to: with <c>frozen</c> moments sample by sample, with
/// <c>minibatch</c> moments batch by batch. What a batch or a sample contributed is told by the hashes in the files.
/// </remarks>
public static class StatisticsSum
{
    private const string Merged = "merge";
    private const string Subtracted = "subtract";

    /// <summary>The moments of all files together.</summary>
    /// <param name="files">At least two files of the same model and settings, of disjoint samples. Their order does not matter.</param>
    /// <exception cref="InputException">Files cannot be added up; every reason is named.</exception>
    public static StatisticsFile Merge(IReadOnlyList<StatisticsFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count < 2)
        {
            throw new InputException("FILE", "one file alone cannot be added up", "Name at least two files");
        }

        ProblemList problems = new();
        SummandCheck.Each(files, problems);
        problems.ThrowIfAny();
        foreach (StatisticsFile other in files.Skip(1))
        {
            SummandCheck.Alike(files[0], other, problems);
        }

        problems.ThrowIfAny();
        for (int i = 0; i < files.Count; i++)
        {
            for (int j = i + 1; j < files.Count; j++)
            {
                RefuseShared(files[i], files[j], problems);
            }
        }

        problems.ThrowIfAny();
        StatisticsFile[] sorted = [.. files.OrderBy(file => file.Samples!.Hashes[0])];
        string[] domains = [.. files.SelectMany(file => file.Provenance!.Domains).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        SampleMarks samples = SampleMarks.Sorted(sorted.SelectMany(file => Marks(file, domains)), hasBatches: sorted[0].Samples!.Batches is not null);
        string[] specs = [.. files.Select(file => file.Provenance!.Spec).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return Sum(sorted[0], samples, domains, string.Join(';', specs), Merged, layer =>
            sorted.Skip(1).Aggregate(layer.Sums!, (sum, file) => sum.Merge(file.Find(layer.Name)!.Sums!)));
    }

    /// <summary>The moments of what is in <paramref name="all"/> and not in <paramref name="part"/>.</summary>
    /// <exception cref="InputException">The part cannot be taken out; every reason is named.</exception>
    public static StatisticsFile Subtract(StatisticsFile all, StatisticsFile part)
    {
        ArgumentNullException.ThrowIfNull(all);
        ArgumentNullException.ThrowIfNull(part);
        ProblemList problems = new();
        SummandCheck.Each([all, part], problems);
        problems.ThrowIfAny();
        SummandCheck.Alike(all, part, problems);
        problems.ThrowIfAny();
        bool wholeBatches = all.Samples!.Batches is not null;
        HashSet<(ulong, ulong)> own = [.. Keys(all)];
        HashSet<(ulong, ulong)> taken = [.. Keys(part)];
        int foreign = taken.Count(key => !own.Contains(key));
        if (foreign > 0)
        {
            int unknown = part.Samples!.Hashes.Except(all.Samples.Hashes).Count();
            problems.Add(
                part.Name,
                unknown > 0 ? Say($"{unknown} of its {part.Samples.Count} samples are not in {all.Name}") : $"its batches are not those of {all.Name}: the same samples, put together otherwise",
                "Subtract a file that was merged into it, or a part of its batches made with --shard");
            problems.ThrowIfAny();
        }

        if (taken.Count == own.Count)
        {
            throw new InputException(part.Name, $"holds all that {all.Name} holds, so that nothing would be left", "Subtract a part of it");
        }

        SampleMarks rest = all.Samples.Where(i => !taken.Contains(Key(all.Samples, i)));
        string[] domains = [.. rest.Domains!.Distinct().Select(domain => all.Provenance!.Domains[(int)domain]).Order(StringComparer.Ordinal)];
        SampleMarks samples = SampleMarks.Sorted(Marks(all with { Samples = rest }, domains), wholeBatches);
        return Sum(all, samples, domains, all.Provenance!.Spec, Subtracted, layer =>
        {
            LayerSums minus = part.Find(layer.Name)!.Sums!;
            return minus.Moments.Count > layer.Sums!.Moments.Count
                ? throw new InputException($"{part.Name}, layer {layer.Name}", $"has more values than in {all.Name}", "Collect both again")
                : layer.Sums.Subtract(minus);
        });
    }

    private static StatisticsFile Sum(StatisticsFile like, SampleMarks samples, IReadOnlyList<string> domains, string spec, string origin, Func<StoredLayer, LayerSums> sums) => like with
    {
        Name = origin,
        Origin = origin,
        Samples = samples,
        Layers = [.. like.Layers.Select(layer => StoredLayer.Of(layer.Name, sums(layer)))],
        Provenance = like.Provenance! with
        {
            Spec = spec,
            Domains = domains,
            Samples = samples.Count,
            SampleIdsSha256 = null,
            DataSha256 = null,
            SampleHashes = SampleMarks.ToText(samples.Hashes),
            Tool = $"{ToolInfo.Name} {ToolInfo.Version}",
        },
    };

    private static void RefuseShared(StatisticsFile left, StatisticsFile right, ProblemList problems)
    {
        int shared = left.Samples!.Hashes.Intersect(right.Samples!.Hashes).Count();
        if (shared > 0)
        {
            problems.Add(right.Name, Say($"{shared} of its {right.Samples.Count} samples are in {left.Name} too, and would count twice"), "Merge files of disjoint samples");
        }
    }

    private static IEnumerable<(ulong Hash, ulong Domain, ulong Batch)> Marks(StatisticsFile file, IReadOnlyList<string> domains)
    {
        SampleMarks samples = file.Samples!;
        ulong[] positions = [.. file.Provenance!.Domains.Select(domain => (ulong)Math.Max(0, domains.ToList().IndexOf(domain)))];
        return Enumerable.Range(0, samples.Count).Select(i => (samples.Hashes[i], positions[(int)samples.Domains![i]], samples.Batches?[i] ?? 0));
    }

    private static IEnumerable<(ulong Hash, ulong Batch)> Keys(StatisticsFile file) => Enumerable.Range(0, file.Samples!.Count).Select(i => Key(file.Samples, i));

    private static (ulong Hash, ulong Batch) Key(SampleMarks samples, int i) => (samples.Hashes[i], samples.Batches?[i] ?? 0);

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
