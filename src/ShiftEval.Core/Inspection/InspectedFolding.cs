namespace ShiftEval.Inspection;

/// <summary>The convolutions and fully connected nodes of the main graph, and which of them seem to have swallowed a BatchNorm.</summary>
/// <param name="Candidates">How many seem to.</param>
/// <param name="Convolutions">All of them in node order.</param>
public sealed record InspectedFolding(int Candidates, IReadOnlyList<InspectedConvolution> Convolutions);

/// <summary>One Conv, ConvTranspose or Gemm.</summary>
/// <param name="Name">What <c>--layers</c> calls it.</param>
/// <param name="Operator">Its operator.</param>
/// <param name="Channels">Output channels; null when the file does not tell.</param>
/// <param name="Taken">Whether recalibration would renormalise it.</param>
/// <param name="Reason">Why it is taken or left.</param>
public sealed record InspectedConvolution(string Name, string Operator, int? Channels, bool Taken, string Reason);
