using System.Globalization;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Predictions;

/// <summary>Reads files of predictions, ours or anyone's: <c>.csv</c>, <c>.tsv</c> or <c>.parquet</c>.</summary>
/// <remarks>
/// Needed: <c>label</c>, which may be empty, and <c>p_CLASS</c> for each class or <c>predicted</c>. Without <c>id</c> (or <c>path</c>) a sample
/// is its row's number, without a domain all is one, without a group every sample is one, without <c>model</c> it is the file's name,
/// without <c>statistics</c> these are <see cref="GivenStatistics"/>. Columns without a role stay with the sample.
/// </remarks>
public static class PredictionReader
{
    /// <summary>What the statistics of a file that does not name them are called.</summary>
    public const string GivenStatistics = "given";

    private const int Shown = 20;

    /// <summary>Reads files as one table, one after the other.</summary>
    /// <param name="files">The files; at least one.</param>
    /// <param name="options">How they are to be understood.</param>
    /// <exception cref="InputException">Everything that is wrong with the files, gathered.</exception>
    public static PredictionTable Read(IReadOnlyList<string> files, PredictionOptions options)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(options);
        ProblemList problems = new();
        List<Warning> warnings = [];
        (string Origin, string[] Names)? stated = options.Classes is { } classes ? problems.Try<(string, string[])?>(() => ClassNames.FromOption(classes)) : null;
        List<PredictionPart> parts = [];
        foreach (string file in files)
        {
            if (problems.Try(() => new PredictionFileReader(file, options, stated?.Names, warnings).Read()) is { } part)
            {
                parts.Add(part);
            }
        }

        problems.ThrowIfAny();
        ClassList found = Classes(parts, stated, problems);
        problems.ThrowIfAny();
        CheckTexts(parts, found, problems);
        CheckDuplicates(parts, problems);
        problems.ThrowIfAny();
        PredictionRow[] rows = [.. parts.SelectMany(part => part.Rows)];
        double[] probabilities = Probabilities(parts, found, rows.Length, warnings);
        return new PredictionTable(found.Names, rows, probabilities)
        {
            ClassOrigin = found.Origin,
            Dataset = Dataset([.. rows.Select(row => row.Sample)], parts),
            Warnings = [.. warnings.Distinct()],
        };
    }

    private static Dataset Dataset(IReadOnlyList<Sample> samples, IReadOnlyList<PredictionPart> parts)
    {
        string origin = parts.Count == 1 ? parts[0].File : string.Create(CultureInfo.InvariantCulture, $"{parts[0].File} and {parts.Count - 1} more");
        return new Dataset(origin, samples)
        {
            DomainColumn = Name(columns => columns.Domain),
            LabelColumn = Name(columns => columns.Label),
            GroupColumn = Name(columns => columns.Group),
            SplitColumn = Name(columns => columns.Split),
        };

        string? Name(Func<ManifestColumns, int?> role) =>
            parts.Select(part => part.Columns.Manifest.Name(role(part.Columns.Manifest))).FirstOrDefault(name => name is not null);
    }

    /// <summary>Named by the user, else by the first file with probabilities, else the labels and predictions that occur.</summary>
    private static ClassList Classes(IReadOnlyList<PredictionPart> parts, (string Origin, string[] Names)? stated, ProblemList problems)
    {
        if (stated is { } named)
        {
            CheckNames(named.Origin, named.Names, problems);
            return ClassList.Of(problems.Problems.Count == 0 ? named.Names : [], named.Origin);
        }

        if (parts.FirstOrDefault(part => part.HasProbabilities) is not { } first)
        {
            string[] texts = [.. parts
                .SelectMany(part => part.Rows.Select(row => row.Sample.Label).OfType<string>().Concat(part.Predicted))
                .Where(text => !string.IsNullOrWhiteSpace(text))
                .Distinct(StringComparer.Ordinal)];
            return ClassList.Of([.. InOrder(texts)], "labels and predictions");
        }

        foreach (PredictionPart other in parts.Where(part => part.HasProbabilities))
        {
            string[] missing = [.. first.Columns.Classes.Except(other.Columns.Classes, StringComparer.Ordinal)];
            string[] added = [.. other.Columns.Classes.Except(first.Columns.Classes, StringComparer.Ordinal)];
            if (missing.Length + added.Length > 0)
            {
                string[] differences = [.. new[] { Differing("lacks", missing), Differing("adds", added) }.OfType<string>()];
                problems.Add(other.File, $"has other classes than {first.File}: it {string.Join(" and ", differences)}", "Score files of the same classes together");
            }
        }

        return ClassList.Of(first.Columns.Classes, first.File);
    }

    private static string? Differing(string verb, string[] names)
    {
        Listing listing = new();
        Array.ForEach(names, listing.Add);
        return names.Length == 0 ? null : $"{verb} {listing}";
    }

    private static void CheckNames(string origin, IReadOnlyList<string> names, ProblemList problems)
    {
        if (names.Any(string.IsNullOrWhiteSpace))
        {
            problems.Add(origin, "a class has no name", "Name every class");
        }

        foreach (IGrouping<string, string> name in names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            problems.Add(origin, $"the class '{name.Key}' is named {name.Count()} times", "Name every class once");
        }
    }

    // Output indices as numbers, since 10 comes after 9.
    private static IEnumerable<string> InOrder(IReadOnlyList<string> texts) =>
        texts.All(text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            ? texts.OrderBy(text => long.Parse(text, CultureInfo.InvariantCulture)).ThenBy(text => text, StringComparer.Ordinal)
            : texts.Order(StringComparer.Ordinal);

    private static void CheckTexts(IReadOnlyList<PredictionPart> parts, ClassList classes, ProblemList problems)
    {
        HashSet<string> known = new(classes.Names, StringComparer.Ordinal);
        foreach (PredictionPart part in parts)
        {
            Tell(part, "label", part.Rows.Where(row => row.Sample.Label is not null).Select(row => (row.Sample.Label!, row)));
            Tell(part, "prediction", part.Predicted.Zip(part.Rows));
        }

        void Tell(PredictionPart part, string kind, IEnumerable<(string Text, PredictionRow Row)> texts)
        {
            OrderedDictionary<string, Listing> unknown = new(StringComparer.Ordinal);
            foreach ((string text, PredictionRow row) in texts.Where(entry => !known.Contains(entry.Text)))
            {
                if (!unknown.TryGetValue(text, out Listing? places))
                {
                    unknown.Add(text, places = new Listing());
                }

                places.Add(part.Place(row));
            }

            foreach ((string text, Listing places) in unknown.Take(Shown))
            {
                if (string.IsNullOrWhiteSpace(text))
                {
                    problems.Add(part.File, $"{places.Counted("row has", "rows have")} an empty 'predicted': {places}", "Say what was predicted in every row, or leave the column out");
                    continue;
                }

                problems.Add(
                    part.File,
                    $"the {kind} '{text}' ({places}) is not a class of {classes.Origin} (nearest first: {NearestNames.Describe(text, classes.Names)})",
                    "Write classes as the columns of the probabilities do, or name them with --classes");
            }

            if (unknown.Count > Shown)
            {
                problems.Add(
                    part.File,
                    string.Create(CultureInfo.InvariantCulture, $"{unknown.Count - Shown} more {kind}s are not classes of {classes.Origin} either"),
                    "Write classes as the columns of the probabilities do, or name them with --classes");
            }
        }
    }

    private static void CheckDuplicates(IReadOnlyList<PredictionPart> parts, ProblemList problems)
    {
        Dictionary<(string Model, string Statistics, string Id), (PredictionPart Part, PredictionRow Row)> first = [];
        foreach (PredictionPart part in parts)
        {
            Listing duplicates = new();
            foreach (PredictionRow row in part.Rows)
            {
                if (!first.TryAdd((row.Model, row.Statistics, row.Sample.Id), (part, row)))
                {
                    (PredictionPart earlier, PredictionRow other) = first[(row.Model, row.Statistics, row.Sample.Id)];
                    string where = earlier == part ? part.Place(other) : $"{earlier.File} {earlier.Place(other)}";
                    duplicates.Add($"{row.Sample.Id} ({where} and {part.Place(row)}, {row.Model} with {row.Statistics})");
                }
            }

            if (duplicates.Count > 0)
            {
                problems.Add(
                    part.File,
                    $"{duplicates.Counted("row predicts", "rows predict")} a sample of an earlier row with the same model and statistics: {duplicates}",
                    "Keep one row per sample, or tell them apart with the columns id, model or statistics");
            }
        }
    }

    /// <summary>The probabilities of all parts in the order of the classes.</summary>
    private static double[] Probabilities(IReadOnlyList<PredictionPart> parts, ClassList classes, int rows, List<Warning> warnings)
    {
        int count = classes.Names.Count;
        if ((long)rows * count > Array.MaxLength)
        {
            throw new InputException(parts[0].File, $"the files hold more than {Array.MaxLength} probabilities together", "Score them apart");
        }

        double[] all = new double[rows * count];
        int at = 0;
        foreach (PredictionPart part in parts)
        {
            int[] from = [.. classes.Names.Select(name => Array.IndexOf(part.Columns.Classes, name))];
            Listing disagreements = new();
            for (int i = 0; i < part.Rows.Count; i++, at += count)
            {
                Span<double> row = all.AsSpan(at, count);
                int predicted = part.Predicted.Count > 0 ? classes.IndexOf(part.Predicted[i]) : -1;
                for (int c = 0; c < count; c++)
                {
                    row[c] = part.HasProbabilities ? part.Probabilities[((long)i * count) + from[c]] : c == predicted ? 1 : 0;
                }

                if (predicted >= 0 && HasLarger(row, row[predicted]))
                {
                    disagreements.Add(part.Place(part.Rows[i]));
                }
            }

            if (disagreements.Count > 0)
            {
                warnings.Add(new Warning(
                    "predicted-not-most-probable",
                    $"{disagreements.Counted("row", "rows")} of {part.File} where 'predicted' is not the most probable class, which is what is scored: {disagreements}. "
                        + "Leave the columns of the probabilities out to score 'predicted'."));
            }
        }

        return all;
    }

    private static bool HasLarger(ReadOnlySpan<double> row, double value)
    {
        foreach (double other in row)
        {
            if (other > value)
            {
                return true;
            }
        }

        return false;
    }
}
