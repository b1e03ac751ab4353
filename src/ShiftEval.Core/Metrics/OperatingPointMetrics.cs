namespace ShiftEval.Metrics;

/// <summary>What a threshold on the score of the positive class gives.</summary>
/// <param name="Threshold">Scores of at least this are positive.</param>
/// <param name="Sensitivity">Of the positive samples, those called positive.</param>
/// <param name="Specificity">Of the negative samples, those called negative.</param>
/// <param name="Ppv">Of the samples called positive, those that are.</param>
/// <param name="Npv">Of the samples called negative, those that are.</param>
public sealed record OperatingPointMetrics(double Threshold, MetricValue Sensitivity, MetricValue Specificity, MetricValue Ppv, MetricValue Npv);
