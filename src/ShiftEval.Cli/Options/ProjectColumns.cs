namespace ShiftEval.Cli.Options;

/// <summary>The <c>columns</c> of a project file: what the manifest's columns are called.</summary>
internal sealed record ProjectColumns
{
    public string? Domain { get; init; }

    public string? Label { get; init; }

    public string? Group { get; init; }

    public string? Split { get; init; }

    public string? Path { get; init; }

    /// <summary>The path with <c>{column}</c> for a column's text.</summary>
    public string? PathTemplate { get; init; }

    /// <summary>What the split column calls the splits, <c>train=…,adapt=…,test=…</c>.</summary>
    public string? SplitValues { get; init; }
}
