namespace ShiftEval.Metrics;

/// <summary>A share in one domain with its interval, as it goes into <see cref="RandomEffects"/>.</summary>
/// <param name="Domain">The domain's name, for reasons.</param>
/// <param name="Value">The share, 0..1; null where it could not be computed.</param>
/// <param name="Low">Lower limit; null where there is none.</param>
/// <param name="High">Upper limit; null where there is none.</param>
/// <param name="Interval">How the limits were computed, one of <see cref="IntervalNames"/>.</param>
/// <param name="Groups">Groups that the share rests on: those with trials. Used for <see cref="IntervalNames.WilsonClustered"/> alone.</param>
public sealed record DomainEstimate(string Domain, double? Value, double? Low, double? High, string? Interval, int Groups);
