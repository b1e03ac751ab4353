namespace ShiftEval.Comparison.Results;

/// <summary>The smallest and the largest of some values.</summary>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
public readonly record struct ValueRange(double Least, double Most);
