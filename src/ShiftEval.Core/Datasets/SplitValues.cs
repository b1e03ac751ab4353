using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>Which texts of a split column mean train, adapt and test. Texts are compared regardless of case.</summary>
public sealed class SplitValues
{
    private const string Option = "--split-values";

    private readonly Dictionary<string, Split> splits = new(StringComparer.OrdinalIgnoreCase);

    private SplitValues()
    {
    }

    /// <summary>train, adapt and test stand for themselves.</summary>
    public static SplitValues Default { get; } = Parse("train=train,adapt=adapt,test=test");

    /// <summary>Reads <c>train=…,adapt=…,test=…</c>; a part without '=' is one more text of the split before it: <c>train=0,3,test=1</c>.</summary>
    /// <exception cref="InputException">A split is unknown, a text is empty, or stands for two splits.</exception>
    public static SplitValues Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        SplitValues values = new();
        ProblemList problems = new();
        Split? current = null;
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0)
            {
                current = ParseName(part[..equals].TrimEnd(), problems);
            }
            else if (current is null && problems.Problems.Count == 0)
            {
                problems.Add(Option, $"'{part}' comes before any train=, adapt= or test=", "Write train=…,adapt=…,test=…");
            }

            if (current is { } split)
            {
                values.Add(split, part[(equals + 1)..].TrimStart(), problems);
            }
        }

        problems.ThrowIfAny();
        return values;
    }

    /// <summary>The mapping given split by split, as a project file writes it.</summary>
    /// <exception cref="InputException">A text is empty, or stands for two splits.</exception>
    public static SplitValues From(IReadOnlyDictionary<Split, IReadOnlyList<string>> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        SplitValues values = new();
        ProblemList problems = new();
        foreach ((Split split, IReadOnlyList<string> list) in texts.OrderBy(pair => pair.Key))
        {
            foreach (string text in list)
            {
                values.Add(split, text, problems);
            }
        }

        problems.ThrowIfAny();
        return values;
    }

    /// <summary>The split that a column's text stands for.</summary>
    /// <returns>False when the text is not mapped.</returns>
    public bool TryGet(string text, out Split split) => splits.TryGetValue(text, out split);

    private static Split? ParseName(string name, ProblemList problems)
    {
        switch (name.ToUpperInvariant())
        {
            case "TRAIN":
                return Split.Train;
            case "ADAPT":
                return Split.Adapt;
            case "TEST":
                return Split.Test;
            default:
                problems.Add(Option, $"'{name}' is not a split", "Splits are train, adapt and test: write train=…,adapt=…,test=…");
                return null;
        }
    }

    private void Add(Split split, string text, ProblemList problems)
    {
        string name = split.ToString().ToLowerInvariant();
        if (text.Length == 0)
        {
            problems.Add(Option, $"{name} is given an empty text", "Every row needs a split: fill the column and map the text it holds");
        }
        else if (!splits.TryAdd(text, split) && splits[text] != split)
        {
            problems.Add(Option, $"'{text}' stands for both {splits[text].ToString().ToLowerInvariant()} and {name}", "Map each text to one split");
        }
    }
}
