namespace ShiftEval.Diagnostics;

/// <summary>Orders known names by how near they are to one that was not found, so that a typing error meets its cure first.</summary>
public static class NearestNames
{
    private const int Shown = 20;

    /// <summary>The known names, nearest first.</summary>
    /// <param name="name">What the user wrote.</param>
    /// <param name="known">What there is.</param>
    /// <returns>All of <paramref name="known"/> by Levenshtein distance regardless of case, ties in ordinal order.</returns>
    public static IReadOnlyList<string> Order(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);
        return [.. known.OrderBy(other => Distance(name, other)).ThenBy(other => other, StringComparer.Ordinal)];
    }

    /// <summary>The known names, nearest first, as a text for a message: at most 20, then how many more there are.</summary>
    public static string Describe(string name, IEnumerable<string> known)
    {
        IReadOnlyList<string> ordered = Order(name, known);
        string shown = string.Join(", ", ordered.Take(Shown));
        return ordered.Count <= Shown ? shown : $"{shown} and {ordered.Count - Shown} more";
    }

    /// <summary>The Levenshtein distance: the fewest insertions, deletions and substitutions, letters compared regardless of case.</summary>
    internal static int Distance(string left, string right)
    {
        int[] previous = new int[right.Length + 1];
        int[] current = new int[right.Length + 1];
        for (int column = 0; column <= right.Length; column++)
        {
            previous[column] = column;
        }

        for (int row = 1; row <= left.Length; row++)
        {
            current[0] = row;
            for (int column = 1; column <= right.Length; column++)
            {
                bool same = char.ToUpperInvariant(left[row - 1]) == char.ToUpperInvariant(right[column - 1]);
                int substituted = previous[column - 1] + (same ? 0 : 1);
                current[column] = Math.Min(substituted, Math.Min(previous[column], current[column - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length];
    }
}
