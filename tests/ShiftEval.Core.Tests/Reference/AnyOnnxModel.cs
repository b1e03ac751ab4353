namespace ShiftEval.Tests.Reference;

/// <summary>One row of any-onnx/models.json.</summary>
/// <param name="File">In the fixture's folder.</param>
/// <param name="Layers">BatchNorms that a whole forward pass can meet, one per call of a function.</param>
/// <param name="LayersInBranchesNeverTaken">Further BatchNorms behind a constant condition.</param>
/// <param name="Names">The layers' names where all stand in the main graph, else null.</param>
/// <param name="IsRefused">Whether recalibration is to be refused.</param>
/// <param name="Reason">A word of the refusal; empty if there is none.</param>
/// <param name="MissingKernel">An operator that the runtime cannot run as it stands here; empty if there is none.</param>
/// <param name="Finding">A word of what an inspection should point out; empty if there is none.</param>
/// <param name="Reference">What it computes; empty where PyTorch was not asked.</param>
/// <param name="PopulationReference">Whose population statistics it has; empty where PyTorch was not asked.</param>
internal sealed record AnyOnnxModel(
    string File,
    int Layers,
    int LayersInBranchesNeverTaken,
    string[]? Names,
    bool IsRefused,
    string Reason,
    string MissingKernel,
    string Finding,
    string Reference,
    string PopulationReference)
{
    /// <summary>What the file shows, as a phrase.</summary>
    public string About { get; init; } = "";
}
