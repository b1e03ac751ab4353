namespace ShiftEval.Metrics;

/// <summary>What domains tell about others like them: a random-effects summary on the logit scale.</summary>
/// <param name="Domains">Domains it rests on, k.</param>
/// <param name="Mean">Mean over the domains there could be; null where it cannot be computed.</param>
/// <param name="Low">Lower limit of the mean.</param>
/// <param name="High">Upper limit of the mean.</param>
/// <param name="BetweenSd">Standard deviation between domains, τ, in logits.</param>
/// <param name="PredictionLow">Lower limit of the prediction interval for the next domain.</param>
/// <param name="PredictionHigh">Upper limit of the prediction interval for the next domain.</param>
/// <param name="Reason">Why there is none: a clause; null when nothing is missing.</param>
public sealed record RandomEffectsResult(
    int Domains, double? Mean, double? Low, double? High, double? BetweenSd, double? PredictionLow, double? PredictionHigh, string? Reason = null);
