using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>Which domains are adapted to and scored, and which the model was trained on.</summary>
public sealed class DomainRoles
{
    private readonly HashSet<string> sources;
    private readonly bool known;

    private DomainRoles(IReadOnlyList<string> domains, IReadOnlyList<string> sources, bool known, IReadOnlyList<Warning> warnings)
    {
        Domains = domains;
        Sources = sources;
        Warnings = warnings;
        this.known = known;
        this.sources = new HashSet<string>(sources, StringComparer.Ordinal);
    }

    /// <summary>The domains adapted to and scored, in ordinal order.</summary>
    public IReadOnlyList<string> Domains { get; }

    /// <summary>The data set's domains that the model was trained on, in ordinal order; they need not be among <see cref="Domains"/>.</summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary><c>source-not-in-data</c>, where the project file names a source that this data set does not have.</summary>
    public IReadOnlyList<Warning> Warnings { get; }

    /// <summary>Finds the roles.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="requestedDomains"><c>--domain</c>; empty for all.</param>
    /// <param name="requestedSources"><c>--source</c>; empty to take the project file's.</param>
    /// <param name="projectFileSources">
    /// <c>source</c> of the project file; null or empty to take every domain that has <c>train</c> rows. It tells of the model, not of this data set:
    /// a name that the data set lacks is warned of, since <c>--data</c> may well be a manifest of the new lab alone.
    /// </param>
    /// <exception cref="InputException">An option names a domain that is not there.</exception>
    public static DomainRoles Resolve(
        Dataset dataset,
        IReadOnlyList<string> requestedDomains,
        IReadOnlyList<string> requestedSources,
        IReadOnlyList<string>? projectFileSources)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(requestedDomains);
        ArgumentNullException.ThrowIfNull(requestedSources);
        ProblemList problems = new();
        FindUnknown("--domain", requestedDomains, dataset, problems);
        FindUnknown("--source", requestedSources, dataset, problems);
        problems.ThrowIfAny();

        bool fromOption = requestedSources.Count > 0;
        bool fromProject = !fromOption && projectFileSources is { Count: > 0 };
        IReadOnlyList<string> trainedOn = fromOption ? requestedSources : fromProject ? projectFileSources! : DomainsWithTrainRows(dataset);
        return new DomainRoles(
            requestedDomains.Count > 0 ? InOrder(dataset, requestedDomains) : dataset.Domains,
            InOrder(dataset, trainedOn),
            known: trainedOn.Count > 0,
            [.. trainedOn.Except(dataset.Domains, StringComparer.Ordinal).Select(name => Missing(name, dataset))]);
    }

    /// <summary>What a domain is to the model; unknown for all when no source is known.</summary>
    public DomainRole RoleOf(string domain) =>
        !known ? DomainRole.Unknown : sources.Contains(domain) ? DomainRole.Source : DomainRole.Target;

    private static string[] InOrder(Dataset dataset, IReadOnlyList<string> names) =>
        [.. dataset.Domains.Where(domain => names.Contains(domain, StringComparer.Ordinal))];

    private static string[] DomainsWithTrainRows(Dataset dataset) =>
        [.. dataset.Samples.Where(sample => sample.Split == Split.Train).Select(sample => sample.Domain).Distinct(StringComparer.Ordinal)];

    private static void FindUnknown(string option, IReadOnlyList<string> names, Dataset dataset, ProblemList problems)
    {
        foreach (string name in names.Except(dataset.Domains, StringComparer.Ordinal))
        {
            problems.Add(
                option,
                $"'{name}' is not a domain of {dataset.Origin} (nearest first: {NearestNames.Describe(name, dataset.Domains)})",
                "Name one of its domains");
        }
    }

    private static Warning Missing(string name, Dataset dataset) => new(
        "source-not-in-data",
        $"the project file's source '{name}' is not a domain of {dataset.Origin} (nearest first: {NearestNames.Describe(name, dataset.Domains)}).",
        name);
}
