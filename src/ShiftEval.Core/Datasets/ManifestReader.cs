using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>Reads one manifest. Every row is looked at before anything is refused, so that all problems are told at once.</summary>
internal sealed class ManifestReader(string manifest, char separator, DatasetOptions options)
{
    private readonly ProblemList problems = new();
    private readonly List<Warning> warnings = [];
    private readonly List<Sample> samples = [];
    private readonly TextPool pool = new();
    private readonly string folder = Path.GetDirectoryName(Path.GetFullPath(manifest)) ?? "";
    private readonly SplitValues splitValues = options.SplitValues ?? SplitValues.Default;
    private readonly RowProblems rowProblems = new();

    public Dataset Read() => SeparatedText.Read(manifest, separator, problems, Read);

    private Dataset Read(SeparatedText rows)
    {
        ManifestHeader header = ManifestHeader.Of(manifest, rows.ReadNames("image").Select(name => name.Trim()), problems);
        ManifestColumns columns = ManifestColumns.Resolve(manifest, header, options, problems, warnings);
        problems.ThrowIfAny();

        Dictionary<string, int> others = new(StringComparer.Ordinal);
        foreach (int column in columns.Others)
        {
            others.Add(header.Names[column], others.Count);
        }

        while (rows.Next() is { } start)
        {
            if (rows.FieldCount != header.Names.Count)
            {
                rowProblems.WrongFieldCount(start, rows.FieldCount);
            }
            else if (ReadRow(rows, columns, others, start) is { } sample)
            {
                samples.Add(sample);
            }
        }

        rowProblems.Tell(manifest, header.Names.Count, columns, options.SplitValues is not null, problems, warnings);
        if (samples.Count == 0 && problems.Problems.Count == 0)
        {
            problems.Add(manifest, "has a header but no rows", "Add one row per image");
        }

        DatasetChecks.FindDuplicates(manifest, samples, problems);
        DatasetChecks.FindMissingFiles(manifest, samples, $"Correct the paths, which are relative to {folder}, or remove the rows", problems);
        if (columns is { Group: not null, Split: not null })
        {
            DatasetChecks.FindGroupsAcrossSplits(manifest, samples, problems, warnings);
        }

        problems.ThrowIfAny();
        return new Dataset(manifest, samples)
        {
            DomainColumn = columns.Name(columns.Domain),
            LabelColumn = columns.Name(columns.Label),
            GroupColumn = columns.Name(columns.Group),
            SplitColumn = columns.Name(columns.Split),
            Warnings = warnings,
        };
    }

    private Sample? ReadRow(SeparatedText row, ManifestColumns columns, Dictionary<string, int> others, int start)
    {
        string id = columns.Template is { } template
            ? template.Fill(column => pool.Get(row[column]))
            : row[columns.Path!.Value].ToString();
        string domain = Text(row, columns.Domain) ?? Path.GetFileNameWithoutExtension(manifest);
        string? group = Text(row, columns.Group);
        string? label = Text(row, columns.Label);
        string? splitText = Text(row, columns.Split);
        Split? split = splitText is not null && splitValues.TryGet(splitText, out Split known) ? known : null;

        if (!IsComplete(id, domain, splitText, split, start))
        {
            return null;
        }

        if (group is not null && string.IsNullOrWhiteSpace(group))
        {
            rowProblems.EmptyGroup(start);
            group = null;
        }

        return new Sample
        {
            Id = id,
            Path = Path.GetFullPath(id, folder),
            Domain = domain,
            Group = group ?? id,
            Split = split,
            Label = string.IsNullOrWhiteSpace(label) ? null : label,
            Columns = new SampleColumns(others, [.. columns.Others.Select(column => pool.Get(row[column]))]),
            RowNumber = start,
        };
    }

    private string? Text(SeparatedText row, int? column) => column is { } index ? pool.Get(row[index]) : null;

    private bool IsComplete(string id, string domain, string? splitText, Split? split, int start)
    {
        bool hasPath = !string.IsNullOrWhiteSpace(id);
        bool hasDomain = !string.IsNullOrWhiteSpace(domain);
        bool hasSplit = splitText is null || split is not null;
        if (!hasPath)
        {
            rowProblems.EmptyPath(start);
        }

        if (!hasDomain)
        {
            rowProblems.EmptyDomain(start);
        }

        if (!hasSplit)
        {
            rowProblems.NoSplit(start, splitText!);
        }

        return hasPath && hasDomain && hasSplit;
    }
}
