namespace ShiftEval.Estimation.Balance;

/// <summary>How the weights of an estimation were found.</summary>
/// <param name="Rounds">Rounds of predicting and weighting.</param>
/// <param name="Converged">Whether the weights stood still at the end.</param>
/// <param name="Mix">Estimated share of each class among the images, in the order of the classes.</param>
/// <param name="Wanted">The mix that they are weighted to.</param>
/// <param name="EffectiveSize">(Σw)²/Σw²: as many images without weights would say as much.</param>
/// <param name="Refused">Why the weights were not used, and the unweighted statistics stand; null where they were.</param>
public sealed record BalanceReport(int Rounds, bool Converged, IReadOnlyList<double> Mix, IReadOnlyList<double> Wanted, double EffectiveSize, string? Refused);
