namespace ShiftEval.Datasets;

/// <summary>One string for equal texts: most columns of a manifest repeat a few.</summary>
internal sealed class TextPool
{
    private const int MaximumLength = 64;

    private readonly HashSet<string> texts = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup;

    public TextPool() => lookup = texts.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Get(ReadOnlySpan<char> text)
    {
        if (text.Length > MaximumLength)
        {
            return text.ToString();
        }

        if (lookup.TryGetValue(text, out string? known))
        {
            return known;
        }

        string added = text.ToString();
        texts.Add(added);
        return added;
    }
}
