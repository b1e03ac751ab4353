using System.Collections.Frozen;

namespace ShiftEval.Datasets;

/// <summary>One image of a data set with what is known about it.</summary>
public sealed record Sample
{
    /// <summary>The manifest's path text as it stands (or the filled template); in a folder the path below it, with '/'.</summary>
    public required string Id { get; init; }

    /// <summary>The image file's full path.</summary>
    public required string Path { get; init; }

    /// <summary>The domain's name.</summary>
    public required string Domain { get; init; }

    /// <summary>What is never split apart (patient, slide); the sample's own <see cref="Id"/> where no group is given.</summary>
    public required string Group { get; init; }

    /// <summary>What the sample may be used for; null without a split column.</summary>
    public Split? Split { get; init; }

    /// <summary>The class as the manifest writes it; null when unlabelled.</summary>
    public string? Label { get; init; }

    /// <summary>The texts of the columns that have no other role, by column name: what slices are made of.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The line in the manifest on which the sample's row starts, counted from 1; 0 in a folder.</summary>
    public int RowNumber { get; init; }

    /// <summary>The sample as a message names it: its line, or in a folder its id.</summary>
    internal string Place => RowNumber > 0 ? $"line {RowNumber}" : Id;
}
