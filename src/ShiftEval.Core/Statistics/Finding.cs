namespace ShiftEval.Statistics;

/// <summary>Something about a model or a layer that its user should know.</summary>
/// <param name="Code">A stable kebab-case code.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record Finding(string Code, string Message);
