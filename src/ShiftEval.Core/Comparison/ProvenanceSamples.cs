using ShiftEval.Comparison.Setup;
using ShiftEval.Comparison.Store;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Comparison;

/// <summary>Finds, in the data at hand, the samples that a model's own statistics were estimated from, so that they are never scored.</summary>
/// <remarks>
/// What ShiftEval writes records a hash of every sample (domain, id and file). Where none of them is found, as in files of earlier
/// versions, the choice is repeated on the data at hand; when the hash over all ids agrees these are the samples.
/// </remarks>
internal static class ProvenanceSamples
{
    /// <summary>Positions of those samples; empty for a model whose statistics ShiftEval did not write.</summary>
    public static IReadOnlySet<int> Find(ModelSetup model, DataSetup data, List<Warning> warnings) => Find(model.Name, model.Provenance, data, warnings);

    /// <summary>The same for whatever holds statistics: a model or a file.</summary>
    public static IReadOnlySet<int> Find(string name, StatisticsProvenance? provenance, DataSetup data, List<Warning> warnings)
    {
        if (provenance is null)
        {
            return new HashSet<int>();
        }

        if (provenance.SampleHashes is { } text && SampleMarks.FromText(text) is { } hashes)
        {
            IReadOnlySet<int> marked = SampleHasher.Find(hashes, provenance.Domains, data);
            if (marked.Count > 0)
            {
                return marked;
            }
        }

        foreach (IReadOnlyList<Sample> candidate in Candidates(provenance, data))
        {
            if (candidate.Count == provenance.Samples && ContentHash.OfIds(candidate.Select(sample => sample.Id)) == provenance.SampleIdsSha256)
            {
                return new HashSet<int>(data.Positions(candidate));
            }
        }

        // Data of other laboratories than those adapted to cannot hold the samples.
        if (provenance.Domains.Any(domain => data.Dataset.Domains.Contains(domain, StringComparer.Ordinal)))
        {
            warnings.Add(new Warning(
                "adapt-samples-unknown",
                $"{name} holds statistics of {string.Join(", ", provenance.Domains)}, estimated from {provenance.Samples} samples that cannot be told apart in this data; some may be among those scored."));
        }

        return new HashSet<int>();
    }

    private static IEnumerable<IReadOnlyList<Sample>> Candidates(StatisticsProvenance provenance, DataSetup data)
    {
        string[] domains = [.. provenance.Domains.Where(domain => data.Dataset.Domains.Contains(domain, StringComparer.Ordinal))];
        if (domains.Length < provenance.Domains.Count || new ProblemList().Try(() => SpecParser.ParseOne(provenance.Spec)) is not { } spec)
        {
            // A spec that another version wrote cannot be repeated here.
            yield break;
        }

        SplitResult recorded = SplitPlanner.Assign(data.Dataset, data.Roles.Sources, provenance.SplitSeed, []);
        foreach (SplitResult splits in new[] { data.Splits, recorded })
        {
            foreach (Split[] preference in new Split[][] { [Split.Adapt, Split.Train], [Split.Train, Split.Adapt], [Split.Test], [Split.Train, Split.Adapt, Split.Test] })
            {
                Sample[] pool = [.. domains.SelectMany(domain => Pick(splits, domain, preference, all: preference.Length == 3))];
                IReadOnlyList<Sample> chosen = spec.Samples is { } count ? SampleOrder.Take(pool, count, provenance.Seed) : pool;
                yield return Own(chosen, data);
            }
        }
    }

    private static IEnumerable<Sample> Pick(SplitResult splits, string domain, Split[] preference, bool all) =>
        all
            ? splits.Samples.Where(sample => sample.Domain == domain)
            : preference.Where(split => splits.Count(domain, split) > 0).Take(1).SelectMany(split => splits.Of(domain, split));

    // The recorded division makes its own sample records; positions are looked up by id among the run's.
    private static Sample[] Own(IReadOnlyList<Sample> chosen, DataSetup data)
    {
        HashSet<string> ids = [.. chosen.Select(sample => sample.Id)];
        return [.. data.Splits.Samples.Where(sample => ids.Contains(sample.Id))];
    }
}
