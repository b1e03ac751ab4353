namespace ShiftEval.Metrics;

/// <summary>One bin of a reliability diagram: samples whose predictions are about equally sure.</summary>
/// <param name="Count">Samples in the bin; may be 0 where there are few or many are tied.</param>
/// <param name="Low">Least confidence in the bin; null without samples.</param>
/// <param name="High">Largest confidence in the bin.</param>
/// <param name="MeanConfidence">Mean probability of the predicted class.</param>
/// <param name="Accuracy">Share predicted right.</param>
public sealed record ReliabilityBin(int Count, double? Low, double? High, double? MeanConfidence, double? Accuracy);
