namespace ShiftEval.Gates;

/// <summary>One requirement held against one number.</summary>
/// <param name="Expression">The requirement as given.</param>
/// <param name="Model">The model.</param>
/// <param name="Statistics">The spec as given.</param>
/// <param name="Domain">The domain; null for a mean over domains.</param>
/// <param name="Value">The number; null where it could not be computed, which meets nothing.</param>
/// <param name="Met">Whether it meets the requirement.</param>
public sealed record GateResult(string Expression, string Model, string Statistics, string? Domain, double? Value, bool Met);
