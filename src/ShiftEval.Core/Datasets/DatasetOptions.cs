namespace ShiftEval.Datasets;

/// <summary>Which columns of a manifest mean what. A null is recognised by its usual names.</summary>
public sealed record DatasetOptions
{
    /// <summary><c>--domain-column</c>; else the one of domain, source, site, lab, hospital, center, centre that is there.</summary>
    public string? DomainColumn { get; init; }

    /// <summary><c>--label-column</c>; else <c>label</c> where there is one.</summary>
    public string? LabelColumn { get; init; }

    /// <summary><c>--group-column</c>; else the first of group, patient, slide.</summary>
    public string? GroupColumn { get; init; }

    /// <summary><c>--split-column</c>; else <c>split</c> where there is one.</summary>
    public string? SplitColumn { get; init; }

    /// <summary><c>--path-column</c>; else <c>path</c>.</summary>
    public string? PathColumn { get; init; }

    /// <summary><c>--path-template</c>: the path with <c>{column}</c> for a column's text; takes the place of a path column.</summary>
    public string? PathTemplate { get; init; }

    /// <summary><c>--split-values</c>; else train, adapt and test stand for themselves.</summary>
    public SplitValues? SplitValues { get; init; }
}
