using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;

namespace ShiftEval.Reports;

/// <summary>A result fit to leave the hospital: without paths, ids and messages, and without tables that hold counts from 1 to 9.</summary>
/// <remarks>
/// What goes goes for a whole domain, all its statistics together, so that no hidden count follows from a shown one: a domain with fewer than
/// <see cref="Fewest"/> images or groups scored; else, where one of its tables holds a small count, all its tables, the counts and shares by
/// class, the reliability diagram, and of the metrics that follow from such a table all but the primary one. Shares of at least
/// <see cref="Fewest"/> images stay, rounded to whole percents. What that does and does not hide: <c>docs/report.md</c>.
/// </remarks>
public static class Redaction
{
    /// <summary>The smallest count that is shown.</summary>
    public const int Fewest = 10;

    /// <summary>What stands where something was taken out.</summary>
    public const string Withheld = "withheld";

    /// <summary>The redacted result.</summary>
    /// <exception cref="InputException">Nothing would be left.</exception>
    public static ComparisonResult Of(ComparisonResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new Redactor(result).Redact();
    }
}
