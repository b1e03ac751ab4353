using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>Which column of a manifest plays which role, by option or by its usual name.</summary>
internal sealed class ManifestColumns
{
    private static readonly string[] DomainNames = ["domain", "source", "site", "lab", "hospital", "center", "centre"];
    private static readonly string[] GroupNames = ["group", "patient", "slide"];

    private readonly string manifest;
    private readonly string wholeDomain;
    private readonly ManifestHeader header;
    private readonly ProblemList problems;
    private readonly HashSet<int> claimed = [];

    private ManifestColumns(string manifest, string wholeDomain, ManifestHeader header, ProblemList problems)
    {
        this.manifest = manifest;
        this.wholeDomain = wholeDomain;
        this.header = header;
        this.problems = problems;
    }

    public int? Path { get; private set; }

    public PathTemplate? Template { get; private set; }

    public int? Domain { get; private set; }

    public int? Label { get; private set; }

    public int? Group { get; private set; }

    public int? Split { get; private set; }

    /// <summary>The named columns without a role.</summary>
    public IReadOnlyList<int> Others { get; private set; } = [];

    public string? Name(int? column) => column is { } index ? header.Names[index] : null;

    /// <summary>Finds the columns; what is missing or ambiguous goes to <paramref name="problems"/>, choices made to <paramref name="warnings"/>.</summary>
    /// <param name="manifest">The file, as messages name it.</param>
    /// <param name="header">Its columns.</param>
    /// <param name="options">The columns named by the user.</param>
    /// <param name="problems">Receives what is missing or ambiguous.</param>
    /// <param name="warnings">Receives the choices made.</param>
    /// <param name="wholeDomain">The one domain of a file that names none; null for the file's stem.</param>
    /// <param name="needsPath">Whether each row must name an image.</param>
    public static ManifestColumns Resolve(
        string manifest,
        ManifestHeader header,
        DatasetOptions options,
        ProblemList problems,
        List<Warning> warnings,
        string? wholeDomain = null,
        bool needsPath = true)
    {
        ManifestColumns columns = new(manifest, wholeDomain ?? System.IO.Path.GetFileNameWithoutExtension(manifest), header, problems);
        columns.ResolveNamed(options);
        columns.ResolvePath(options, needsPath);
        columns.Domain ??= options.DomainColumn is null ? columns.RecogniseDomain(warnings) : null;
        columns.Label ??= options.LabelColumn is null ? columns.RecogniseOne("label", "--label-column") : null;
        columns.Group ??= options.GroupColumn is null ? columns.RecogniseGroup(warnings) : null;
        columns.Split ??= options.SplitColumn is null ? columns.RecogniseOne("split", "--split-column") : null;
        if (options.SplitValues is not null && options.SplitColumn is null && columns.Split is null)
        {
            problems.Add(manifest, "has no column 'split' for --split-values to map", "Name the column with --split-column, or leave --split-values out");
        }

        int?[] roles = [columns.Path, columns.Domain, columns.Label, columns.Group, columns.Split];
        columns.Others = [.. Enumerable.Range(0, header.Names.Count).Where(column => header.Names[column].Length > 0 && !roles.Contains(column))];
        return columns;
    }

    /// <summary>Columns named by an option come first, since no other role may then recognise them.</summary>
    private void ResolveNamed(DatasetOptions options)
    {
        Domain = ResolveNamed(options.DomainColumn, "--domain-column");
        Label = ResolveNamed(options.LabelColumn, "--label-column");
        Group = ResolveNamed(options.GroupColumn, "--group-column");
        Split = ResolveNamed(options.SplitColumn, "--split-column");
        Path = ResolveNamed(options.PathColumn, "--path-column");
    }

    private int? ResolveNamed(string? name, string option)
    {
        if (name is null)
        {
            return null;
        }

        switch (header.Find(name))
        {
            case [int column]:
                claimed.Add(column);
                return column;
            case []:
                problems.Add(option, $"'{name}' is not a column of {manifest} (nearest first: {header.Nearest(name)})", "Name one of its columns");
                return null;
            default:
                problems.Add(option, $"'{name}' matches several columns of {manifest} that differ only in case", "Spell it as the header does");
                return null;
        }
    }

    private void ResolvePath(DatasetOptions options, bool isNeeded)
    {
        if (options.PathTemplate is { } template)
        {
            Template = PathTemplate.Parse(template, manifest, header, problems);
            if (options.PathColumn is not null)
            {
                problems.Add("--path-template", "is given together with --path-column", "Give one of the two");
            }
        }
        else if (options.PathColumn is null)
        {
            Path = RecogniseOne("path", "--path-column");
            if (isNeeded && header.Find("path").Count == 0)
            {
                problems.Add(
                    manifest,
                    $"has no column 'path' (columns: {string.Join(", ", header.Names.Where(name => name.Length > 0))})",
                    "Name the column with --path-column, or build the path from columns with --path-template");
            }
        }
    }

    private int? RecogniseDomain(List<Warning> warnings)
    {
        int[] hits = Recognise(DomainNames);
        if (hits.Length > 1)
        {
            problems.Add(manifest, $"several columns could name the domain: {NamesOf(hits)}", "Choose one with --domain-column");
            return null;
        }

        if (hits.Length == 1)
        {
            return hits[0];
        }

        warnings.Add(new Warning(
            "no-domain-column",
            $"{manifest} has no column that names the domain; all its samples are one domain, '{wholeDomain}'. "
                + "Name the column with --domain-column."));
        return null;
    }

    private int? RecogniseGroup(List<Warning> warnings)
    {
        int[] hits = Recognise(GroupNames);
        if (hits.Length == 0)
        {
            return null;
        }

        if (hits.Length > 1)
        {
            warnings.Add(new Warning(
                "group-column",
                $"groups are the values of '{header.Names[hits[0]]}'; {manifest} also has {NamesOf(hits[1..])}. Choose with --group-column."));
        }

        return hits[0];
    }

    private int? RecogniseOne(string name, string option)
    {
        int[] hits = Recognise([name]);
        if (hits.Length > 1)
        {
            problems.Add(manifest, $"has several columns '{name}' that differ only in case: {NamesOf(hits)}", $"Choose one with {option}");
        }

        return hits.Length == 1 ? hits[0] : null;
    }

    private int[] Recognise(IEnumerable<string> names) =>
        [.. names.SelectMany(header.Find).Where(column => !claimed.Contains(column))];

    private string NamesOf(IEnumerable<int> columns) => string.Join(", ", columns.Select(column => header.Names[column]));
}
