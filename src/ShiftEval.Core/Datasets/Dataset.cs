using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>The samples of a manifest or folder, checked: no duplicates, every image file there.</summary>
public sealed class Dataset
{
    /// <summary>A data set of samples that were already checked.</summary>
    /// <param name="origin">The manifest or folder, as the user wrote it.</param>
    /// <param name="samples">The samples in file order.</param>
    public Dataset(string origin, IReadOnlyList<Sample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Origin = origin;
        Samples = samples;
        Domains = [.. samples.Select(sample => sample.Domain).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The manifest or folder, as the user wrote it.</summary>
    public string Origin { get; }

    /// <summary>The samples in file order; those of a folder in ordinal order of their ids.</summary>
    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>The domains' names in ordinal order.</summary>
    public IReadOnlyList<string> Domains { get; }

    /// <summary>The column that names the domain; null in a folder, and where the whole manifest is one domain.</summary>
    public string? DomainColumn { get; init; }

    /// <summary>The column that names the class; null without one.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>The column that names the group; null without one.</summary>
    public string? GroupColumn { get; init; }

    /// <summary>The column that names the split; null without one.</summary>
    public string? SplitColumn { get; init; }

    /// <summary>Whether every sample has a split of its own.</summary>
    public bool HasSplits => SplitColumn is not null;

    /// <summary>Whether groups come from a column; otherwise every sample is its own group.</summary>
    public bool HasGroups => GroupColumn is not null;

    /// <summary>What the reader of a result must know about how the data were read.</summary>
    public IReadOnlyList<Warning> Warnings { get; init; } = [];
}
