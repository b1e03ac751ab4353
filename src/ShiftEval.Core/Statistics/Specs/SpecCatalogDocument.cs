namespace ShiftEval.Statistics.Specs;

/// <summary>The catalogue as a document.</summary>
/// <param name="Schema">The document's format.</param>
/// <param name="Specs">What a spec starts with.</param>
/// <param name="Keys">What may follow.</param>
public sealed record SpecCatalogDocument(string Schema, IReadOnlyList<SpecEntry> Specs, IReadOnlyList<SpecEntry> Keys)
{
    /// <summary>The catalogue of this version.</summary>
    public static SpecCatalogDocument Current { get; } = new("shifteval.specs/1", SpecCatalog.Heads, SpecCatalog.Keys);
}
