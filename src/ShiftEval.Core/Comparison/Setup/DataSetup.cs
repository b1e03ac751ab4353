using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Comparison.Setup;

/// <summary>The data of a run: samples with their splits, domains with their roles.</summary>
public sealed class DataSetup
{
    private readonly Dictionary<Sample, int> positions;

    private DataSetup(Dataset dataset, DomainRoles roles, SplitResult splits)
    {
        Dataset = dataset;
        Roles = roles;
        Splits = splits;
        positions = new Dictionary<Sample, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < splits.Samples.Count; i++)
        {
            positions.Add(splits.Samples[i], i);
        }
    }

    /// <summary>The data as read.</summary>
    public Dataset Dataset { get; }

    /// <summary>Which domains are scored, and which were trained on.</summary>
    public DomainRoles Roles { get; }

    /// <summary>The samples with their splits.</summary>
    public SplitResult Splits { get; }

    /// <summary>What the reader of a result must know about the data.</summary>
    public IReadOnlyList<Warning> Warnings => [.. Dataset.Warnings, .. Roles.Warnings, .. Splits.Warnings];

    /// <summary>Reads the data, settles the roles and divides the domains.</summary>
    /// <param name="options">What to read.</param>
    /// <param name="needsTest">Whether the requested domains are scored, so that each needs both halves.</param>
    /// <param name="adaptToAll">Whether every image may be adapted to, whatever its split.</param>
    /// <exception cref="InputException">The data cannot be used; every problem found is named.</exception>
    public static DataSetup Prepare(RunOptions options, bool needsTest, bool adaptToAll = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Data.Length == 0)
        {
            throw new InputException("--data", "no images are named", "Give a manifest or a folder, or set data in a shifteval.json");
        }

        Dataset dataset = DatasetReader.Read(options.Data, options.Columns);
        DomainRoles roles = DomainRoles.Resolve(dataset, options.Domains, options.Sources, options.ProjectSources);
        SplitResult splits = SplitPlanner.Assign(dataset, roles.Sources, options.SplitSeed, needsTest ? roles.Domains : []);
        return new DataSetup(dataset, roles, adaptToAll ? splits.AllAdapt() : splits);
    }

    /// <summary>Positions of samples in <see cref="SplitResult.Samples"/>.</summary>
    public IReadOnlyList<int> Positions(IEnumerable<Sample> samples) => [.. samples.Select(sample => positions[sample])];
}
