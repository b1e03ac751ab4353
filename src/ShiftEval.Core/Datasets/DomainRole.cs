namespace ShiftEval.Datasets;

/// <summary>What a domain is to the model.</summary>
public enum DomainRole
{
    /// <summary>It is not known which domains the model was trained on.</summary>
    Unknown,

    /// <summary>The model was trained on it.</summary>
    Source,

    /// <summary>It is new to the model.</summary>
    Target,
}
