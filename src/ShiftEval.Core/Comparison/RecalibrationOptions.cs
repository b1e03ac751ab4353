using ShiftEval.Comparison.Setup;

namespace ShiftEval.Comparison;

/// <summary>Which statistics are written into which model.</summary>
public sealed record RecalibrationOptions
{
    /// <summary>What a path holds where the domain's name belongs: one file a domain.</summary>
    public const string DomainPlaceholder = "{domain}";

    /// <summary>Data, domains, preprocessing, device.</summary>
    public required RunOptions Run { get; init; }

    /// <summary>The model's path.</summary>
    public required string Model { get; init; }

    /// <summary>The spec; its statistics must be constants.</summary>
    public string Statistics { get; init; } = "domain";

    /// <summary>The file to write; null is <c>STEM.DOMAIN.onnx</c> in the working folder.</summary>
    public string? Output { get; init; }

    /// <summary>Whether one file holds the statistics of every domain, chosen sample by sample through its input <c>domain</c>.</summary>
    public bool Bundle { get; init; }

    /// <summary>Whether existing files may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether every image of the domains is used, whatever its split.</summary>
    public bool All { get; init; }
}
