namespace ShiftEval.Metrics;

/// <summary>What a threshold gives: shares with their intervals.</summary>
/// <param name="Threshold">Scores at or above it are predicted positive.</param>
/// <param name="Sensitivity">Of the positives, those predicted positive.</param>
/// <param name="Specificity">Of the negatives, those predicted negative.</param>
/// <param name="Ppv">Of those predicted positive, the positives.</param>
/// <param name="Npv">Of those predicted negative, the negatives.</param>
public sealed record OperatingPointMetrics(double Threshold, MetricValue Sensitivity, MetricValue Specificity, MetricValue Ppv, MetricValue Npv);
