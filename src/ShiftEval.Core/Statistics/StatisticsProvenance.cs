using System.Text.Json.Serialization;

namespace ShiftEval.Statistics;

/// <summary>Where a model's statistics come from: the JSON of its metadata entry <c>shifteval.statistics</c>.</summary>
public sealed record StatisticsProvenance
{
    /// <summary>The metadata key.</summary>
    public const string MetadataKey = "shifteval.statistics";

    /// <summary>The entry's own format.</summary>
    [JsonPropertyOrder(-1)]
    public string Schema { get; init; } = "shifteval.statistics-provenance/1";

    /// <summary>SHA-256 of the first ancestor's file.</summary>
    public required string SourceSha256 { get; init; }

    /// <summary>SHA-256 of the file that was rewritten.</summary>
    public required string ParentSha256 { get; init; }

    /// <summary>The canonical spec.</summary>
    public required string Spec { get; init; }

    /// <summary>The domains whose images were used, in ordinal order.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>How many images were used.</summary>
    public required int Samples { get; init; }

    /// <summary>Hash over the sorted ids of the images used; null where files of statistics were added up, which hold no ids.</summary>
    public string? SampleIdsSha256 { get; init; }

    /// <summary>A hash of each image used, see <see cref="Store.SampleMarks"/>; null in entries of earlier versions.</summary>
    public string? SampleHashes { get; init; }

    /// <summary>How images were divided into adapt and test: <c>column</c>, <c>sha256</c> or <c>all</c>.</summary>
    public required string SplitRule { get; init; }

    /// <summary>The seed of the division.</summary>
    public required long SplitSeed { get; init; }

    /// <summary><c>population</c>, <c>minibatch</c> or <c>frozen</c>.</summary>
    public required string Method { get; init; }

    /// <summary><c>total</c> or <c>mean-of-batches</c>.</summary>
    public required string Estimator { get; init; }

    /// <summary>Samples a batch while estimating; null for <c>population</c>, which does not depend on it.</summary>
    public int? BatchSize { get; init; }

    /// <summary><c>shuffled</c> or <c>file</c>; null for <c>population</c>, which does not depend on it.</summary>
    public string? Order { get; init; }

    /// <summary>The seed of order and draws.</summary>
    public required long Seed { get; init; }

    /// <summary>Hash over sorted id and file hash of the images used; null where files of statistics were added up.</summary>
    public string? DataSha256 { get; init; }

    /// <summary>The preprocessing used, as canonical JSON.</summary>
    public required System.Text.Json.JsonElement Preprocess { get; init; }

    /// <summary>What the statistics of folded convolutions are anchored to; null where BatchNorm nodes alone were rewritten.</summary>
    public FoldedProvenance? Folded { get; init; }

    /// <summary>
    /// What each domain of a bundle comes from, in the order of the numbers that choose it; null elsewhere. <see cref="Domains"/>,
    /// <see cref="Samples"/> and the hashes then tell of all of them together.
    /// </summary>
    public IReadOnlyList<BundledProvenance>? Bundle { get; init; }

    /// <summary>The program that wrote the entry.</summary>
    public required string Tool { get; init; }
}

/// <summary>The source moments that a folded model's statistics are anchored to.</summary>
/// <param name="Convolutions">How many convolutions were renormalised.</param>
/// <param name="Domains">The domains of the source images, in ordinal order.</param>
/// <param name="Samples">How many source images were measured.</param>
/// <param name="SampleIdsSha256">Hash over their sorted ids.</param>
public sealed record FoldedProvenance(int Convolutions, IReadOnlyList<string> Domains, int Samples, string SampleIdsSha256);

/// <summary>Where the statistics of one domain of a bundle come from.</summary>
/// <param name="Index">The number that chooses them, from 1; 0 are the statistics that the model had.</param>
/// <param name="Name">The domain.</param>
/// <param name="Domains">The domains whose images were used, in ordinal order.</param>
/// <param name="Samples">How many images were used.</param>
/// <param name="SampleIdsSha256">Hash over their sorted ids.</param>
/// <param name="DataSha256">Hash over sorted id and file hash of them.</param>
public sealed record BundledProvenance(int Index, string Name, IReadOnlyList<string> Domains, int Samples, string SampleIdsSha256, string DataSha256);
