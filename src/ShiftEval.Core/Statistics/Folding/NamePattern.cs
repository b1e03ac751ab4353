namespace ShiftEval.Statistics.Folding;

/// <summary>Patterns of names: <c>*</c> stands for any text, slashes and dots included, <c>?</c> for any one character.</summary>
internal static class NamePattern
{
    /// <summary>Whether the whole name fits the pattern, letters compared by case.</summary>
    public static bool Fits(string pattern, string name)
    {
        // Only the last star ever needs another try: what lies before it fits already.
        int star = -1, starName = 0, p = 0, n = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                starName = n;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == name[n]))
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++starName;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
