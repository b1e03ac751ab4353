namespace ShiftEval.Diagnostics;

/// <summary>Something the reader of a result must know, though the work went on.</summary>
/// <param name="Code">A stable kebab-case code that scripts can test for.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="Domain">The domain it concerns; null when it concerns the whole run.</param>
public sealed record Warning(string Code, string Message, string? Domain = null);
