using System.Text;
using ShiftEval.Diagnostics;
using Sylvan.Data.Csv;

namespace ShiftEval.Datasets;

/// <summary>The rows of a .csv or .tsv file in UTF-8, with the line each starts on; blank lines are passed over.</summary>
internal sealed class SeparatedText : IDisposable
{
    private const int LongestRow = 1 << 20;

    private readonly string path;
    private readonly char separator;
    private readonly CsvDataReader reader;
    private int line;

    private SeparatedText(string path, char separator, StreamReader text)
    {
        this.path = path;
        this.separator = separator;

        // The header is read as a row, which keeps the count of lines right; and no character starts a comment.
        reader = CsvDataReader.Create(text, new CsvDataReaderOptions { Delimiter = separator, HasHeaders = false, Comment = '\uFFFF', MaxBufferSize = LongestRow });
    }

    /// <summary>The number of fields of the current row.</summary>
    public int FieldCount => reader.RowFieldCount;

    /// <summary>The text of a field of the current row.</summary>
    public ReadOnlySpan<char> this[int column] => reader.GetFieldSpan(column);

    /// <summary>Reads a file; whatever is wrong with its form is a problem of where · what · remedy.</summary>
    /// <param name="path">The file.</param>
    /// <param name="separator">What separates the fields.</param>
    /// <param name="found">Problems found before, told together with those of the form.</param>
    /// <param name="read">Takes the rows.</param>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static T Read<T>(string path, char separator, ProblemList found, Func<SeparatedText, T> read)
    {
        SeparatedText? rows = null;
        try
        {
            using StreamReader text = new(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            using (rows = new SeparatedText(path, separator, text))
            {
                return read(rows);
            }
        }
        catch (DecoderFallbackException)
        {
            throw Unreadable(path, "is not UTF-8 text", "Save it as UTF-8");
        }
        catch (CsvRecordTooLargeException)
        {
            throw Unreadable($"{path}, line {(rows?.line ?? 0) + 1}", "the row is longer than a million characters", "Close every quoted text");
        }
        catch (CsvFormatException)
        {
            throw Unreadable(
                $"{path}, line {(rows?.line ?? 0) + 1}",
                "a quoted text does not end before a separator or the end of the row",
                "Close every quoted text, and double a quote inside one");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, $"cannot be read ({exception.Message.TrimEnd('.')})", "Check that the file may be read");
        }

        InputException Unreadable(string where, string what, string remedy)
        {
            found.Add(where, what, remedy);
            return new InputException([.. found.Problems]);
        }
    }

    /// <summary>Moves to the next row that is not blank.</summary>
    /// <returns>The line it starts on, from 1; null at the end.</returns>
    public int? Next()
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

    /// <summary>Reads the first row as names.</summary>
    /// <param name="rows">What a row of the file is, for the message.</param>
    /// <returns>The names as they stand.</returns>
    /// <exception cref="InputException">There is no row, or its columns are separated by something else.</exception>
    public string[] ReadNames(string rows)
    {
        if (Next() is null)
        {
            throw new InputException(path, "is empty", $"Start it with a line of column names, then one row per {rows}");
        }

        string[] names = [.. Enumerable.Range(0, FieldCount).Select(column => this[column].ToString())];
        if (names is [string only] && only.AsSpan().Trim().IndexOfAny(";,\t") is int position and >= 0)
        {
            string found = only.Trim()[position] switch { ';' => "semicolons", ',' => "commas", _ => "tabs" };
            (string kind, string expected) = separator == ',' ? (".csv", "commas") : (".tsv", "tabs");
            throw new InputException(
                path,
                $"its header '{only.Trim().Replace('\t', ' ')}' is one column with {found} in it; columns of a {kind} are separated by {expected}",
                $"Save it with {expected}");
        }

        return names;
    }

    public void Dispose() => reader.Dispose();
}
