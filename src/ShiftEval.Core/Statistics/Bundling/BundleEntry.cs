namespace ShiftEval.Statistics.Bundling;

/// <summary>One choice of a bundle beside the stored statistics.</summary>
/// <param name="Name">What the choice is called in the file's metadata: a domain.</param>
/// <param name="Statistics">For every BatchNorm layer, by name.</param>
public sealed record BundleEntry(string Name, ModelStatistics Statistics);
