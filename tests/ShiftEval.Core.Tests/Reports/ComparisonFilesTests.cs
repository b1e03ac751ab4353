using System.Globalization;
using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;
using ShiftEval.Tests.Comparison;
using Sylvan.Data.Csv;

namespace ShiftEval.Tests.Reports;

/// <summary>A comparison as CSV and Markdown: the numbers of the result, in any culture, whatever names the data bring.</summary>
public sealed class ComparisonFilesTests(TinyLab lab) : IClassFixture<TinyLab>
{
    private static readonly string[] Hostile = ["=cmd()|' /C calc'!A0", "+1,2\"3", "@x", "-y", "<script>alert(1)</script>", "a|b*c_d`e[f](g)", "\u202egnp.exe", "😀\r\nnew line"];

    [Fact]
    public void Csv_EveryCell_HoldsTheRawNumbers()
    {
        ComparisonResult result = Result();

        string[][] rows = Rows(ComparisonCsv.Write(result));

        Assert.Equal(result.Cells.Sum(cell => cell.Metrics.Count), rows.Length);
        foreach ((string[] row, (CellResult cell, string metric)) in rows.Zip(result.Cells.SelectMany(cell => cell.Metrics.Keys.Select(metric => (cell, metric)))))
        {
            Assert.Equal([cell.Model, cell.Statistics, cell.Spec, cell.Domain, metric], [row[0], row[1], row[2], row[3], row[9]]);
            Assert.Equal(cell.Metrics[metric].Value, Number(row[10]));
            Assert.Equal(cell.Metrics[metric].Low, Number(row[11]));
            Assert.Equal(cell.Metrics[metric].High, Number(row[12]));
        }
    }

    [Fact]
    public void Csv_WhatWasAskedFor_HasRowsOfItsOwn()
    {
        ComparisonOptions options = lab.Options(lab.Run() with { Sources = ["aster"] }, "ema", "domain") with
        {
            Measures = new MeasureOptions { Across = ["label"], OperatingPoint = "sensitivity=0.6", Positive = "cross" },
        };
        ComparisonResult result = TinyLab.Compare(options);

        string[][] rows = Rows(ComparisonCsv.Write(result));

        Assert.Equal(
            [
                ("cells", result.Cells.Sum(cell => cell.Metrics.Count)),
                ("operatingPoint", 5 * result.Cells.Count),
                ("slices", result.Slices.Sum(slice => slice.Metrics.Count)),
                ("nextDomain", result.Summary.Count(row => row.NextDomain?.Mean is not null)),
            ],
            rows.GroupBy(row => row[14]).Select(table => (table.Key, table.Count())));
        SliceResult all = result.Slices.First(slice => slice.Domain is null);
        string[] own = rows.First(row => row[14] == "slices" && row[3].Length == 0);
        Assert.Equal(("label", all.Value, "", all.Metrics["accuracy"].Value), (own[15], own[16], own[4], Number(own[10])));
        Assert.Contains(rows, row => row[14] == "nextDomain");
        Assert.All(rows.Where(row => row[14] == "nextDomain"), row => Assert.Equal(
            result.Summary.Single(summary => summary.Statistics == row[1] && summary.Metric == row[9]).NextDomain!.BetweenSd,
            Number(row[24])));
    }

    [Fact]
    public void Files_HostileNames_StayInert()
    {
        ComparisonResult result = Result();
        foreach (string name in Hostile)
        {
            ComparisonResult hostile = result with
            {
                Cells = [.. result.Cells.Select(cell => cell with { Domain = name, Model = name, Statistics = name })],
                Data = result.Data with { Domains = [result.Data.Domains[0] with { Name = name }] },
                Warnings = [new Warning("code", name, name)],
            };

            string[][] rows = Rows(ComparisonCsv.Write(hostile));
            Assert.All(rows, row => Assert.Equal(27, row.Length));
            Assert.All(rows, row => Assert.Equal(name, row[3].TrimStart('\'')));
            Assert.All(rows, row => Assert.DoesNotContain(row[3][0], "=+-@"));
            string markdown = ComparisonMarkdown.Write(hostile);
            Assert.DoesNotContain("<script", markdown, StringComparison.Ordinal);
            string[] table = [.. markdown.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).TakeWhile(line => !line.StartsWith("| domain | model |", StringComparison.Ordinal))];
            Assert.All(table, line => Assert.Equal(table[0].Count(c => c == '|'), line.Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|')));
        }
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public void Files_AnyCulture_AreTheSame(string culture)
    {
        ComparisonResult result = Result();
        (string Csv, string Markdown, string JUnit) before = (ComparisonCsv.Write(result), ComparisonMarkdown.Write(result), JUnitReport.Write(result));
        CultureInfo own = Thread.CurrentThread.CurrentCulture;
        Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.Equal(before, (ComparisonCsv.Write(result), ComparisonMarkdown.Write(result), JUnitReport.Write(result)));
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = own;
        }
    }

    private ComparisonResult Result() =>
        TinyLab.Compare(lab.Options(lab.Run(null, "aster", "dune"), "ema", "domain", "test") with { Requirements = ["accuracy >= 0.5"] });

    private static double? Number(string text) => text.Length == 0 ? null : double.Parse(text, CultureInfo.InvariantCulture);

    private static string[][] Rows(string csv)
    {
        using CsvDataReader reader = CsvDataReader.Create(new StringReader(csv));
        List<string[]> rows = [];
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.RowFieldCount).Select(reader.GetString)]);
        }

        return [.. rows];
    }
}
