using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ShiftEval.Cli.Rendering;
using ShiftEval.Comparison.Results;
using ShiftEval.Datasets;
using ShiftEval.Predictions;
using ShiftEval.Reports;
using ShiftEval.Reports.Html;
using ShiftEval.Tests.Reports;

namespace ShiftEval.Cli.Tests.Results;

/// <summary>Every writer on names that would break out of its format, and on results of every size: well-formed, and nothing of a name takes effect.</summary>
public sealed partial class HostileNamesTests : IDisposable
{
    private static readonly Dictionary<string, ComparisonResult> Results = HostileNames.All
        .ToDictionary(entry => entry.Key, entry => AwkwardResults.Compare(AwkwardNames.Everywhere(entry.Value)), StringComparer.Ordinal);

    private static readonly HashSet<(string, string)> PlainMarkup = [.. Markup(Html(Results["plain"]))];

    private readonly TinyLabs folder = new();

    static HostileNamesTests()
    {
        Results.Add("1 domain", AwkwardResults.Compare(AwkwardNames.Sized(1, 2)));
        Results.Add("60 domains", AwkwardResults.Compare(AwkwardNames.Sized(60, 2)));
        Results.Add("40 classes", AwkwardResults.Compare(AwkwardNames.Sized(3, 40)));
        Results.Add("score", AwkwardResults.Score(AwkwardNames.Usual));
    }

    public static TheoryData<string> Cases => [.. Results.Keys];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Json_Names_ComeBack(string which)
    {
        ComparisonResult result = Results[which];

        JsonElement document = JsonElement.Parse(JsonReport.Write(result));

        Assert.Equal(result.Data.Domains.Select(domain => Whole(domain.Name)), document.GetProperty("data").GetProperty("domains").EnumerateArray().Select(domain => domain.GetProperty("name").GetString()));
        Assert.Equal(result.Cells[0].Classes.Keys.Select(Whole), document.GetProperty("cells")[0].GetProperty("classes").EnumerateObject().Select(own => own.Name));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Csv_Names_ComeBackAndAreNoFormulas(string which)
    {
        ComparisonResult result = Results[which];

        string[][] rows = StrictCsv.Read(ComparisonCsv.Write(result));

        Assert.All(rows, row => Assert.Equal(27, row.Length));
        Assert.Equal(result.Cells.SelectMany(cell => cell.Metrics.Select(_ => cell.Domain)), rows.Where(row => row[14] == "cells").Select(row => row[3].StartsWith('\'') ? row[3][1..] : row[3]));
        Assert.All(rows.SelectMany(row => row), cell => Assert.True(
            cell.Length == 0 || !"=+-@\t\r\n".Contains(cell[0], StringComparison.Ordinal) || double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
            $"a spreadsheet would compute {cell}"));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Markdown_Names_MakeNoColumnsLinesOrTags(string which)
    {
        ComparisonResult result = Results[which];

        string[] lines = ComparisonMarkdown.Write(result).Split('\n');

        Assert.All(lines.Where(line => !line.StartsWith('|')).Where(line => line.Contains('|', StringComparison.Ordinal)), line => Assert.Equal(0, Columns(line)));
        Assert.All(lines.Zip(lines.Skip(1)).Where(pair => pair.First.StartsWith('|') && pair.Second.StartsWith('|')), pair => Assert.Equal(Columns(pair.First), Columns(pair.Second)));
        Assert.All(lines, line => Assert.DoesNotContain('<', line));
        Assert.All(lines, AssertPrintable);
        if (HostileNames.All.ContainsKey(which))
        {
            Assert.Equal(ComparisonMarkdown.Write(Results["plain"]).Split('\n').Length, lines.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void JUnit_Names_AreAttributes(string which)
    {
        ComparisonResult result = Results[which];

        XElement[] cases = [.. XDocument.Parse(JUnitReport.Write(result)).Descendants("testcase")];

        Assert.Equal(result.Requirements.Count, cases.Length);
        Assert.All(result.Requirements.Zip(cases), pair => Assert.Equal(Legal($"{pair.First.Model}.{pair.First.Statistics}"), pair.Second.Attribute("classname")!.Value));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Html_Names_MakeNoMarkup(string which) =>
        Assert.All(Markup(Html(Results[which])).Distinct(), markup => Assert.True(PlainMarkup.Contains(markup) || !HostileNames.All.ContainsKey(which), $"{markup} came from a name"));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Console_Names_MoveNoCursorAndBreakNoTable(string which)
    {
        ComparisonResult result = Results[which];
        StringWriter output = new() { NewLine = "\n" };
        ComparisonView.Write(result, output, 100);

        string[] lines = output.ToString().Split('\n');
        Assert.All(lines, AssertPrintable);
        if (result.Data.Domains.All(domain => domain.Name.Length <= 32))
        {
            Assert.All(lines.TakeWhile(line => !line.Contains(", difference from ", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 100));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void PredictionsCsv_Names_StandAsTheyAreInTheirColumns(string which)
    {
        if (which == HostileNames.LoneSurrogate || !HostileNames.All.TryGetValue(which, out string? name))
        {
            return;
        }

        Sample sample = new() { Id = name, Path = "", Domain = name, Group = name, Label = name, Columns = new Dictionary<string, string>(StringComparer.Ordinal) { [name] = name } };
        PredictionWriter.Write(folder.At("p.csv"), new PredictionTable([name, "other"], [new PredictionRow(sample, name, name)], [0.75, 0.25]));

        string[][] rows = StrictCsv.Read(File.ReadAllText(folder.At("p.csv")));

        Assert.Equal(["id", "domain", "group", "split", "model", "statistics", "label", "predicted", $"p_{name}", "p_other", name], rows[0]);
        Assert.Equal([name, name, name, "", name, name, name, name, "0.75", "0.25", name], Assert.Single(rows.Skip(1)));
    }

    private static string Html(ComparisonResult result) => HtmlReport.Write(result, new HtmlReportOptions { CommandLine = ["compare", result.Models[0].Name] });

    private static IEnumerable<(string Element, string Attribute)> Markup(string page) =>
        XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)).Descendants()
            .SelectMany(element => element.Attributes().Select(attribute => attribute.Name.LocalName).Append("").Select(attribute => (element.Name.LocalName, attribute)));

    private static void AssertPrintable(string line) => Assert.DoesNotMatch(@"[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]", line);

    private static int Columns(string line) => Bar().Count(line);

    // What is no character becomes the replacement character.
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string Legal(string text) => Control().Replace(Whole(text), "");

    [GeneratedRegex(@"(?<!\\)(?:\\\\)*\|", RegexOptions.None, 1000)]
    private static partial Regex Bar();

    [GeneratedRegex(@"[\0-\x08\x0B\x0C\x0E-\x1F]", RegexOptions.None, 1000)]
    private static partial Regex Control();
}
