using System.Globalization;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;

namespace ShiftEval.Predictions;

/// <summary>Reads the rows of one file. Every row is looked at before anything is refused, so that all problems are told at once.</summary>
internal sealed class PredictionFileReader(string file, PredictionOptions options, IReadOnlyList<string>? classes, List<Warning> warnings)
{
    private readonly ProblemList problems = new();
    private readonly TextPool pool = new();
    private readonly List<PredictionRow> rows = [];
    private readonly List<string> predicted = [];
    private readonly SplitValues splitValues = options.Columns.SplitValues ?? SplitValues.Default;
    private readonly Listing emptyIds = new();
    private readonly Listing notNumbers = new();
    private readonly Listing outside = new();
    private readonly Listing sums = new();
    private double[] probabilities = [];

    /// <exception cref="InputException">The file cannot be used; every problem found is named.</exception>
    public PredictionPart Read()
    {
        if (!File.Exists(file))
        {
            throw new InputException(file, Directory.Exists(file) ? "is a folder" : "does not exist", "Name a .csv, .tsv or .parquet file of predictions");
        }

        return Path.GetExtension(file).ToUpperInvariant() switch
        {
            ".CSV" => SeparatedText.Read(file, ',', problems, text => Read(new TextPredictionRows(text))),
            ".TSV" => SeparatedText.Read(file, '\t', problems, text => Read(new TextPredictionRows(text))),
            ".PARQUET" => ParquetPredictionRows.Read(file, problems, Read),
            _ => throw new InputException(file, "is neither a .csv, a .tsv nor a .parquet file", "Save the predictions in one of these formats, and end the name so"),
        };
    }

    private PredictionPart Read(IPredictionRows source)
    {
        ManifestHeader header = ManifestHeader.Of(file, source.Names, problems);
        PredictionColumns columns = PredictionColumns.Resolve(file, header, options.Columns, classes, problems, warnings);
        source.Choose(columns);
        int[] others = [.. columns.Others.Where(source.HasText)];
        Dictionary<string, int> otherNames = new(StringComparer.Ordinal);
        foreach (int column in others)
        {
            otherNames.Add(header.Names[column], otherNames.Count);
        }

        RowProblems rowProblems = new(source.Unit);
        int number = 0;
        while (source.Next() is { } start)
        {
            number++;
            if (source.FieldCount != header.Names.Count)
            {
                rowProblems.WrongFieldCount(start, source.FieldCount);
            }
            else
            {
                ReadRow(source, columns, row => new SampleColumns(otherNames, [.. others.Select(other => row.Text(other, pool))]), rowProblems, start, number);
            }
        }

        Tell(source, columns, rowProblems);
        problems.ThrowIfAny();
        return new PredictionPart(file, source.Unit, columns, rows, predicted, probabilities[..(rows.Count * columns.Probabilities.Count)]);
    }

    private void ReadRow(IPredictionRows source, PredictionColumns columns, Func<IPredictionRows, SampleColumns> ownColumns, RowProblems rowProblems, int start, int number)
    {
        string id = Text(columns.IdColumn) ?? number.ToString(CultureInfo.InvariantCulture);
        string domain = Text(columns.Manifest.Domain) ?? PredictionColumns.WholeDomain;
        string? group = Text(columns.Manifest.Group);
        string? label = Text(columns.Manifest.Label);
        string? splitText = Text(columns.Manifest.Split);
        string? model = Text(columns.ModelColumn);
        string? statistics = Text(columns.StatisticsColumn);
        bool hasSplit = !string.IsNullOrWhiteSpace(splitText);
        Split split = default;
        if (string.IsNullOrWhiteSpace(id))
        {
            emptyIds.Add($"{source.Unit} {start}");
        }

        if (string.IsNullOrWhiteSpace(domain))
        {
            rowProblems.EmptyDomain(start);
        }

        if (hasSplit && !splitValues.TryGet(splitText!, out split))
        {
            rowProblems.NoSplit(start, splitText!);
        }

        if (group is not null && string.IsNullOrWhiteSpace(group))
        {
            rowProblems.EmptyGroup(start);
            group = null;
        }

        ReadProbabilities(source, columns, start);
        if (columns.PredictedColumn is { } column)
        {
            predicted.Add(source.Text(column, pool));
        }

        Sample sample = new()
        {
            Id = id,
            Path = "",
            Domain = domain,
            Group = group ?? id,
            Split = hasSplit ? split : null,
            Label = string.IsNullOrWhiteSpace(label) ? null : label,
            Columns = ownColumns(source),
            RowNumber = start,
        };
        rows.Add(new PredictionRow(
            sample,
            string.IsNullOrWhiteSpace(model) ? Path.GetFileNameWithoutExtension(file) : model,
            string.IsNullOrWhiteSpace(statistics) ? PredictionReader.GivenStatistics : statistics)
        {
            HasProbabilities = columns.Probabilities.Count > 0,
        });

        string? Text(int? column) => column is { } index ? source.Text(index, pool) : null;
    }

    private void ReadProbabilities(IPredictionRows source, PredictionColumns columns, int start)
    {
        int count = columns.Probabilities.Count;
        long needed = (rows.Count + 1L) * count;
        if (needed > Array.MaxLength)
        {
            throw new InputException(file, $"holds more than {Array.MaxLength} probabilities", "Score parts of it apart");
        }

        if (needed > probabilities.Length)
        {
            Array.Resize(ref probabilities, (int)Math.Min(Math.Max(2 * needed, 1024), Array.MaxLength));
        }

        int at = (int)needed - count;
        double sum = 0;
        bool isSound = true;
        for (int c = 0; c < count; c++)
        {
            int column = columns.Probabilities[c];
            if (!source.TryNumber(column, out double value))
            {
                notNumbers.Add($"{source.Unit} {start}, {columns.Header.Names[column]}: '{source.Text(column, pool)}'");
                isSound = false;
            }
            else if (!(value >= 0 && value <= 1 + Probabilities.RangeTolerance))
            {
                outside.Add(string.Create(CultureInfo.InvariantCulture, $"{source.Unit} {start}, {columns.Header.Names[column]}: {value:R}"));
                isSound = false;
            }

            probabilities[at + c] = value;
            sum += value;
        }

        if (isSound && count > 0 && !(Math.Abs(sum - 1) <= Probabilities.SumTolerance))
        {
            sums.Add(string.Create(CultureInfo.InvariantCulture, $"{source.Unit} {start}: {sum:0.######}"));
        }
    }

    private void Tell(IPredictionRows source, PredictionColumns columns, RowProblems rowProblems)
    {
        rowProblems.Tell(file, source.Names.Count, columns.Manifest, options.Columns.SplitValues is not null, problems, warnings);
        Add(emptyIds, "row has", "rows have", $"an empty '{columns.Manifest.Name(columns.IdColumn)}'", "Name every sample, or leave the column out");
        Add(notNumbers, "probability is", "probabilities are", "no number", "Write numbers with a decimal point, as in 0.25 or 1e-05");
        Add(outside, "probability is", "probabilities are", "not within 0 and 1", "Write the softmax of the scores, not the scores themselves");
        Add(
            sums,
            "row's probabilities do",
            "rows' probabilities do",
            string.Create(CultureInfo.InvariantCulture, $"not sum to 1 within {Probabilities.SumTolerance}"),
            "Give every class a column, and one class to a sample; several classes at once are not supported");
        if (rows.Count == 0 && problems.Problems.Count == 0)
        {
            problems.Add(file, "has columns but no rows", "Add one row per sample");
        }

        void Add(Listing places, string one, string several, string what, string remedy)
        {
            if (places.Count > 0)
            {
                problems.Add(file, $"{places.Counted(one, several)} {what}: {places}", remedy);
            }
        }
    }
}
