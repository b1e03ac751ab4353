using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Predictions;

/// <summary>Which column of a file of predictions plays which role.</summary>
internal sealed class PredictionColumns
{
    public const string Id = "id";
    public const string Model = "model";
    public const string Statistics = "statistics";
    public const string Predicted = "predicted";

    /// <summary>What comes before the name of a class in the name of its column.</summary>
    public const string ProbabilityPrefix = "p_";

    /// <summary>The one domain of a file that names none.</summary>
    public const string WholeDomain = "all";

    /// <summary>The columns that every file of ours starts with.</summary>
    public static readonly string[] Leading = [Id, "domain", "group", "split", Model, Statistics, "label", Predicted];

    private PredictionColumns(ManifestHeader header, ManifestColumns manifest)
    {
        Header = header;
        Manifest = manifest;
    }

    public ManifestHeader Header { get; }

    /// <summary>The roles that manifests have too.</summary>
    public ManifestColumns Manifest { get; }

    public int? IdColumn { get; private init; }

    public int? ModelColumn { get; private init; }

    public int? StatisticsColumn { get; private init; }

    public int? PredictedColumn { get; private init; }

    /// <summary>The columns of probabilities; none where only predictions are given.</summary>
    public IReadOnlyList<int> Probabilities { get; private init; } = [];

    /// <summary>The classes of those columns.</summary>
    public string[] Classes { get; private init; } = [];

    /// <summary>The named columns without a role, in their order.</summary>
    public IReadOnlyList<int> Others { get; private init; } = [];

    /// <summary>Whether a header is one that we wrote, so that its names mean what they say and no other name is recognised.</summary>
    public static bool IsOurs(IReadOnlyList<string> names) => names.Take(Leading.Length).SequenceEqual(Leading, StringComparer.Ordinal);

    /// <summary>Finds the columns; what is missing or ambiguous goes to <paramref name="problems"/>, choices made to <paramref name="warnings"/>.</summary>
    /// <param name="file">The file, as messages name it.</param>
    /// <param name="header">Its columns.</param>
    /// <param name="options">The columns named by the user.</param>
    /// <param name="classes">The classes named by the user; null takes those of the columns.</param>
    /// <param name="problems">Receives what is missing or ambiguous.</param>
    /// <param name="warnings">Receives the choices made.</param>
    /// <exception cref="InputException">The file cannot be read as predictions.</exception>
    public static PredictionColumns Resolve(string file, ManifestHeader header, DatasetOptions options, IReadOnlyList<string>? classes, ProblemList problems, List<Warning> warnings)
    {
        if (IsOurs(header.Names))
        {
            options = options with
            {
                DomainColumn = options.DomainColumn ?? "domain",
                GroupColumn = options.GroupColumn ?? "group",
                SplitColumn = options.SplitColumn ?? "split",
                LabelColumn = options.LabelColumn ?? "label",
            };
        }

        ManifestColumns manifest = ManifestColumns.Resolve(file, header, options with { PathTemplate = null }, problems, warnings, WholeDomain, needsPath: false);
        int?[] named = [manifest.Domain, manifest.Label, manifest.Group, manifest.Split];
        int[] candidates = [.. Enumerable.Range(0, header.Names.Count).Where(column => IsProbability(header.Names[column]) && !named.Contains(column))];
        int[] probabilities = OfClasses(file, header, candidates, classes, problems);
        int? id = options.PathColumn is null ? One(Id) : null;
        int? predicted = One(Predicted);
        string columns = string.Join(", ", header.Names.Where(name => name.Length > 0));
        if (manifest.Label is null && options.LabelColumn is null)
        {
            problems.Add(file, $"has no column 'label' (columns: {columns})", "Name the column of the true class with --label-column; it may be empty where the class is not known");
        }

        if (candidates.Length == 0 && predicted is null)
        {
            problems.Add(
                file,
                $"has neither columns of probabilities nor a column 'predicted' (columns: {columns})",
                "Name the column of each class's probability p_CLASS, as in p_cat, or that of the predicted class 'predicted'");
        }

        problems.ThrowIfAny();
        int?[] roles = [id ?? manifest.Path, manifest.Domain, manifest.Label, manifest.Group, manifest.Split, One(Model), One(Statistics), predicted];
        return new PredictionColumns(header, manifest)
        {
            IdColumn = id ?? manifest.Path,
            ModelColumn = One(Model),
            StatisticsColumn = One(Statistics),
            PredictedColumn = predicted,
            Probabilities = probabilities,
            Classes = [.. probabilities.Select(column => header.Names[column][ProbabilityPrefix.Length..])],
            Others = [.. Enumerable.Range(0, header.Names.Count).Where(column => header.Names[column].Length > 0 && !roles.Contains(column) && !probabilities.Contains(column))],
        };

        // A column that an option gave another role keeps that one.
        int? One(string name) => header.Find(name) is [int column, ..] && !named.Contains(column) ? column : null;
    }

    private static bool IsProbability(string name) =>
        name.Length > ProbabilityPrefix.Length && name.StartsWith(ProbabilityPrefix, StringComparison.Ordinal);

    private static int[] OfClasses(string file, ManifestHeader header, int[] candidates, IReadOnlyList<string>? classes, ProblemList problems)
    {
        if (candidates.Length == 0)
        {
            return [];
        }

        if (classes is null)
        {
            if (candidates.Length == 1)
            {
                problems.Add(
                    file,
                    $"has the probability of one class only, '{header.Names[candidates[0]]}'",
                    "Give each class a column, the second of two classes too; their probabilities sum to 1");
            }

            return candidates;
        }

        string[] missing = [.. classes.Select(name => ProbabilityPrefix + name).Where(name => !candidates.Any(column => header.Names[column] == name))];
        if (missing.Length > 0)
        {
            Listing listing = new();
            Array.ForEach(missing, listing.Add);
            string known = string.Join(", ", candidates.Select(column => header.Names[column]));
            problems.Add(file, $"has no column {listing} for --classes (it has {known})", "Name the classes as the columns do");
            return [];
        }

        return [.. classes.Select(name => candidates.First(column => header.Names[column] == ProbabilityPrefix + name))];
    }
}
