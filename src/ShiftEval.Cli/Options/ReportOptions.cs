using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Files;
using ShiftEval.Reports;
using ShiftEval.Reports.Html;

namespace ShiftEval.Cli.Options;

/// <summary>The files beside stdout that a comparison can be written to.</summary>
internal sealed class ReportOptions
{
    private readonly (Option<string?> Option, Func<ComparisonResult, IReadOnlyList<string>, string> Write)[] reports =
    [
        (OptionValues.Text("--csv", "PATH", "The cells, and the tables asked for, as comma-separated text"), (result, _) => ComparisonCsv.Write(result)),
        (OptionValues.Text("--markdown", "PATH", "Cells, differences, the tables asked for, requirements and notes as Markdown"), (result, _) => ComparisonMarkdown.Write(result)),
        (OptionValues.Text("--junit", "PATH", "The requirements as JUnit XML"), (result, _) => JUnitReport.Write(result)),
        (OptionValues.Text("--html", "PATH", "Figures, tables, method and provenance as one page"), (result, words) => HtmlReport.Write(result, new HtmlReportOptions { CommandLine = words })),
    ];

    public void AddTo(Command command)
    {
        foreach ((Option<string?> option, _) in reports)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Names, before any work, what stands in the way of the files.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="overwrite">Whether existing files may be replaced.</param>
    /// <param name="json">The JSON file of the same run; null for none.</param>
    /// <param name="problems">Receives what was found.</param>
    public void Check(ParseResult parse, bool overwrite, string? json, ProblemList problems)
    {
        List<string> taken = json is null ? [] : [Path.GetFullPath(json)];
        foreach ((Option<string?> option, _) in reports)
        {
            if (parse.GetValue(option) is not { } path)
            {
                continue;
            }

            AtomicFile.CheckWritable(path, overwrite, problems);
            OutputGuard.Check(parse, path, problems);
            if (taken.Contains(Path.GetFullPath(path), StringComparer.Ordinal))
            {
                problems.Add($"{option.Name} {path}", "is also another output of this run", "Give each its own path");
            }

            taken.Add(Path.GetFullPath(path));
        }
    }

    /// <summary>Writes the files that were asked for.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="result">The result.</param>
    /// <param name="redacted">Whether the values on the command line stay out of the files.</param>
    /// <exception cref="RunFailedException">One cannot be written.</exception>
    public void Write(ParseResult parse, ComparisonResult result, bool redacted)
    {
        string[] words = [.. parse.Tokens.Where(token => !redacted || token.Type is not TokenType.Argument).Select(token => token.Value)];
        foreach ((Option<string?> option, Func<ComparisonResult, IReadOnlyList<string>, string> write) in reports)
        {
            if (parse.GetValue(option) is { } path)
            {
                AtomicFile.Write(path, Encoding.UTF8.GetBytes(write(result, ["shifteval", .. words])));
            }
        }
    }
}
