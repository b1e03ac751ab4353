using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison;

/// <summary>The samples that one estimation takes its statistics from.</summary>
/// <param name="Samples">In the order in which batches are cut.</param>
/// <param name="Domains">Their domains, in ordinal order.</param>
/// <param name="Key">The same for the same samples in the same order.</param>
internal sealed record StatisticsSelection(IReadOnlyList<Sample> Samples, IReadOnlyList<string> Domains, string Key)
{
    /// <summary>What a spec estimates from for some scored domains, pooled; for a mixture, its target side.</summary>
    /// <exception cref="InputException">There are no such samples.</exception>
    public static StatisticsSelection Of(StatisticsSpec spec, IReadOnlyList<string> scored, DataSetup data, long seed)
    {
        SplitResult splits = data.Splits;
        return spec.Head switch
        {
            SpecHead.Precise when spec.Split is not null && data.Roles.Sources.Count > 0 => Pool("", data.Roles.Sources, domain => splits.Of(domain, Parse(spec.Split))),
            SpecHead.Precise => Source(spec, data, seed),
            SpecHead.Domain or SpecHead.Mix => Pool("adapt", scored, domain => spec.Split is { } split ? splits.Of(domain, Parse(split)) : splits.Adapt(domain)),
            SpecHead.Test => Pool("test", scored, splits.Test),
            SpecHead.From => Pool("adapt", [spec.Name!], domain => spec.Split is { } split ? splits.Of(domain, Parse(split)) : splits.Adapt(domain)),
            _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Head, "takes no samples"),
        };

        StatisticsSelection Pool(string kind, IReadOnlyList<string> domains, Func<string, IReadOnlyList<Sample>> choose)
        {
            ProblemList problems = new();
            List<Sample> pooled = [];
            foreach (string domain in domains)
            {
                pooled.AddRange(problems.Try(() => choose(domain)) ?? []);
            }

            problems.ThrowIfAny();
            return Arrange(pooled, spec, seed, data, $"{spec.Split ?? kind} of {string.Join(' ', domains.Order(StringComparer.Ordinal).Select(SpecToken.Quote))}");
        }
    }

    /// <summary>The source domains' train (else adapt) images, for <c>precise</c> and for the source side of a mixture, whose <c>split=</c> is the target's.</summary>
    /// <exception cref="InputException">There are no source images.</exception>
    public static StatisticsSelection Source(StatisticsSpec spec, DataSetup data, long seed) =>
        Arrange(data.Splits.Precise(data.Roles.Sources), spec, seed, data, "source");

    private static StatisticsSelection Arrange(IReadOnlyList<Sample> samples, StatisticsSpec spec, long seed, DataSetup data, string key)
    {
        IReadOnlyList<Sample> drawn = spec.Samples is { } count ? SampleOrder.Take(samples, count, seed) : samples;
        IReadOnlyList<Sample> ordered = spec.Order == SampleOrdering.Shuffled
            ? SampleOrder.Shuffled(drawn, seed)
            : [.. data.Positions(drawn).Order().Select(position => data.Splits.Samples[position])];
        string[] domains = [.. ordered.Select(sample => sample.Domain).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new StatisticsSelection(ordered, domains, $"{key}; {spec.Order}; {spec.Samples}");
    }

    private static Split Parse(string split) => split == "train" ? Split.Train : Split.Adapt;
}
