using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>What is wrong with single rows of a manifest, gathered by kind while they are read.</summary>
/// <param name="unit">What rows are counted in.</param>
internal sealed class RowProblems(string unit = "line")
{
    private const int ShownSplits = 20;

    private readonly Listing wrongFieldCounts = new();
    private readonly Listing emptyPaths = new();
    private readonly Listing emptyDomains = new();
    private readonly Listing emptySplits = new();
    private readonly Listing emptyGroups = new();
    private readonly OrderedDictionary<string, Listing> unknownSplits = new(StringComparer.Ordinal);

    public void WrongFieldCount(int line, int fields) => wrongFieldCounts.Add($"{unit} {line} has {fields}");

    public void EmptyPath(int line) => emptyPaths.Add($"{unit} {line}");

    public void EmptyDomain(int line) => emptyDomains.Add($"{unit} {line}");

    public void EmptyGroup(int line) => emptyGroups.Add($"{unit} {line}");

    /// <summary>The row's split is empty or stands for none.</summary>
    public void NoSplit(int line, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            emptySplits.Add($"{unit} {line}");
            return;
        }

        if (!unknownSplits.TryGetValue(text, out Listing? places))
        {
            unknownSplits.Add(text, places = new Listing());
        }

        places.Add($"{unit} {line}");
    }

    /// <summary>Tells what was gathered, one problem a kind; an empty group is only a warning.</summary>
    public void Tell(string manifest, int fields, ManifestColumns columns, bool splitsAreMapped, ProblemList problems, List<Warning> warnings)
    {
        if (wrongFieldCounts.Count > 0)
        {
            problems.Add(
                manifest,
                $"{wrongFieldCounts.Counted("row does", "rows do")} not have the header's {fields} fields: {wrongFieldCounts}",
                "Give every row as many fields as the header, and quote a text that holds a separator");
        }

        AddEmpty(emptyPaths, "path", "Give every row the path of its image");
        AddEmpty(emptyDomains, $"'{columns.Name(columns.Domain)}'", "Name every row's domain");
        AddEmpty(emptySplits, $"'{columns.Name(columns.Split)}'", "Fill the column, or remove it to have the samples divided by group");
        AddUnknownSplits(manifest, columns.Name(columns.Split), splitsAreMapped, problems);
        if (emptyGroups.Count > 0)
        {
            warnings.Add(new Warning(
                "empty-group",
                $"{emptyGroups.Counted("row", "rows")} of {manifest} with an empty '{columns.Name(columns.Group)}' count as a group each: {emptyGroups}."));
        }

        void AddEmpty(Listing places, string column, string remedy)
        {
            if (places.Count > 0)
            {
                problems.Add(manifest, $"{places.Counted("row has", "rows have")} an empty {column}: {places}", remedy);
            }
        }
    }

    private void AddUnknownSplits(string manifest, string? column, bool splitsAreMapped, ProblemList problems)
    {
        string meaning = splitsAreMapped ? "is not mapped by --split-values" : "is not train, adapt or test";
        foreach ((string text, Listing places) in unknownSplits.Take(ShownSplits))
        {
            problems.Add(
                manifest,
                $"'{text}' in column '{column}' {meaning} ({places})",
                $"Say what it stands for with --split-values, as in --split-values adapt={text}");
        }

        if (unknownSplits.Count > ShownSplits)
        {
            problems.Add(
                manifest,
                $"{unknownSplits.Count - ShownSplits} more texts in column '{column}' are no splits either",
                "Name the column that holds train, adapt or test with --split-column");
        }
    }
}
