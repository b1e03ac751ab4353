using System.Text;
using ShiftEval.Diagnostics;
using Sylvan.Data.Csv;

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
    private int line;

    public Dataset Read()
    {
        try
        {
            using StreamReader text = new(manifest, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            using CsvDataReader reader = CsvDataReader.Create(text, CsvOptions());
            return Read(reader);
        }
        catch (DecoderFallbackException)
        {
            throw Unreadable(manifest, "is not UTF-8 text", "Save it as UTF-8");
        }
        catch (CsvRecordTooLargeException)
        {
            throw Unreadable($"{manifest}, line {line + 1}", "the row is longer than a million characters", "Close every quoted text");
        }
        catch (CsvFormatException)
        {
            throw Unreadable(
                $"{manifest}, line {line + 1}",
                "a quoted text does not end before a separator or the end of the row",
                "Close every quoted text, and double a quote inside one");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(manifest, $"cannot be read ({exception.Message.TrimEnd('.')})", "Check that the file may be read");
        }
    }

    private InputException Unreadable(string where, string what, string remedy)
    {
        problems.Add(where, what, remedy);
        return new InputException([.. problems.Problems]);
    }

    /// <summary>The header is read as a row, which keeps the count of lines right; and no character starts a comment.</summary>
    private CsvDataReaderOptions CsvOptions() => new()
    {
        Delimiter = separator,
        HasHeaders = false,
        Comment = '\uFFFF',
        MaxBufferSize = 1 << 20,
    };

    private Dataset Read(CsvDataReader reader)
    {
        ManifestHeader header = ReadHeader(reader);
        ManifestColumns columns = ManifestColumns.Resolve(manifest, header, options, problems, warnings);
        problems.ThrowIfAny();

        Dictionary<string, int> others = new(StringComparer.Ordinal);
        foreach (int column in columns.Others)
        {
            others.Add(header.Names[column], others.Count);
        }

        while (Next(reader) is { } start)
        {
            if (reader.RowFieldCount != header.Names.Count)
            {
                rowProblems.WrongFieldCount(start, reader.RowFieldCount);
            }
            else if (ReadRow(reader, columns, others, start) is { } sample)
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

    private ManifestHeader ReadHeader(CsvDataReader reader)
    {
        if (Next(reader) is null)
        {
            throw new InputException(manifest, "is empty", "Start it with a line of column names, then one row per image");
        }

        string[] names = [.. Enumerable.Range(0, reader.RowFieldCount).Select(column => reader.GetFieldSpan(column).Trim().ToString())];
        if (names is [string only] && only.AsSpan().IndexOfAny(";,\t") is int position and >= 0)
        {
            string found = only[position] switch { ';' => "semicolons", ',' => "commas", _ => "tabs" };
            (string kind, string expected) = separator == ',' ? (".csv", "commas") : (".tsv", "tabs");
            throw new InputException(
                manifest,
                $"its header '{only.Replace('\t', ' ')}' is one column with {found} in it; columns of a {kind} are separated by {expected}",
                $"Save it with {expected}");
        }

        foreach (IGrouping<string, string> name in names.Where(name => name.Length > 0).GroupBy(name => name, StringComparer.Ordinal))
        {
            if (name.Count() > 1)
            {
                problems.Add(manifest, $"its header names the column '{name.Key}' {name.Count()} times", "Rename or remove all but one");
            }
        }

        problems.ThrowIfAny();
        return new ManifestHeader(names);
    }

    /// <summary>Moves to the next row that is not blank.</summary>
    /// <returns>The line it starts on, from 1; null at the end.</returns>
    private int? Next(CsvDataReader reader)
    {
        while (reader.Read())
        {
            int start = line + 1;
            ReadOnlySpan<char> raw = reader.GetRawRecordSpan();
            line += raw.Count('\n') + (raw.Count('\r') - raw.Count("\r\n"));
            if (reader.RowFieldCount != 1 || !raw.IsWhiteSpace())
            {
                return start;
            }
        }

        return null;
    }

    private Sample? ReadRow(CsvDataReader reader, ManifestColumns columns, Dictionary<string, int> others, int start)
    {
        string id = columns.Template is { } template
            ? template.Fill(column => pool.Get(reader.GetFieldSpan(column)))
            : reader.GetFieldSpan(columns.Path!.Value).ToString();
        string domain = Text(reader, columns.Domain) ?? Path.GetFileNameWithoutExtension(manifest);
        string? group = Text(reader, columns.Group);
        string? label = Text(reader, columns.Label);
        string? splitText = Text(reader, columns.Split);
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
            Columns = new SampleColumns(others, [.. columns.Others.Select(column => pool.Get(reader.GetFieldSpan(column)))]),
            RowNumber = start,
        };
    }

    private string? Text(CsvDataReader reader, int? column) => column is { } index ? pool.Get(reader.GetFieldSpan(index)) : null;

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
