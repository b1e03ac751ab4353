namespace ShiftEval.Metrics;

/// <summary>One class against the rest: shares with their intervals.</summary>
/// <param name="Sensitivity">Of the samples of the class, those predicted as such; also recall.</param>
/// <param name="Specificity">Of the samples of other classes, those predicted as another.</param>
/// <param name="Ppv">Of the samples predicted as the class, those that are; also precision.</param>
/// <param name="Npv">Of the samples predicted as another class, those that are of another.</param>
public sealed record ClassMetrics(MetricValue Sensitivity, MetricValue Specificity, MetricValue Ppv, MetricValue Npv);
