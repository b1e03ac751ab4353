using System.Globalization;
using ShiftEval.Cli.Rendering;
using ShiftEval.Comparison.Results;

namespace ShiftEval.Cli.Tests.Rendering;

/// <summary>The tables that are there only when they are asked for: cases, operating point, slices, divisions, the next domain.</summary>
public sealed class BesideCellsTests
{
    private const string Golden =
        """
        by case: the images of one patient count as one (mean)

          statistics   cases   groups   balanced accuracy %            accuracy %
        ─────────────────────────────────────────────────────────────────────────
        isfahan-leukocytes (target)
          ema             12       11     53.2 [43.9, 58.9]     42.9 [30.7, 55.9]
          test *          12       11                  69.1     65.1 [51.8, 76.4]
        jiangxi (source)
          ema             12       11                     –   100.0 [90.0, 100.0]
          test *          12       11                 100.0       0.0 [0.0, 10.0]

        operating point: the threshold is fixed on the images of all source domains together, in-sample
        there

          statistics   threshold         sensitivity %   specificity %   PPV %   NPV %
        ──────────────────────────────────────────────────────────────────────────────
        isfahan-leukocytes (target)
          ema              0.344   100.0 [80.0, 100.0]            50.0    62.5       –
          test *           0.344   100.0 [80.0, 100.0]            50.0    62.5       –
        jiangxi (source)
          ema              0.344   100.0 [80.0, 100.0]            50.0    62.5       –
          test *           0.344   100.0 [80.0, 100.0]            50.0    62.5       –

        by scanner

          scanner   statistics   images   groups   balanced accuracy %          accuracy %
        ──────────────────────────────────────────────────────────────────────────────────
        isfahan-leukocytes (target)
          x1        test *           20       19                  75.0   50.0 [37.5, 62.5]
          (empty)   ema              23       22                  75.0   50.0 [37.5, 62.5]
        (all)
          x1        ema            1043     1042                  75.0   50.0 [37.5, 62.5]

        balanced accuracy over divisions into adapt and test, in percent and percentage points

          statistics   divisions    SD   least to largest   SD of difference   least to largest
        ───────────────────────────────────────────────────────────────────────────────────────
        isfahan-leukocytes (target)
          ema                  5   1.4       37.5 to 62.5
          test *               5   1.4       37.5 to 62.5                2.5      -1.0 to +30.0
        jiangxi (source)
          ema                  –
          test *               –

        balanced accuracy at the next domain: random-effects mean of 3 target domains and 95 % prediction
        interval

          ema      81.2 % [25.0, 96.9]; between-domain SD 0.44 logits
          domain   none: jiangxi has no interval


        """;

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Write_AnyCulture_GivesTheGoldenText(string culture)
    {
        CultureInfo before = Thread.CurrentThread.CurrentCulture;
        Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            string text = Write(SampleResults.Beside, 100);

            string beside = text[text.IndexOf("by case", StringComparison.Ordinal)..text.IndexOf("95 % intervals", StringComparison.Ordinal)];
            Assert.Equal(Golden, beside, ignoreLineEndingDifferences: true);
            Assert.All(text.ReplaceLineEndings("\n").Split('\n'), line => Assert.InRange(line.Length, 0, 100));
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Fact]
    public void Write_FewerThanThreeTargetDomains_SaysNothingOfTheNext()
    {
        SummaryResult row = SampleResults.Beside.Summary[1];
        ComparisonResult two = SampleResults.Comparison with { Summary = [row with { NextDomain = row.NextDomain! with { Domains = 2, Reason = "there are fewer than three domains" } }] };

        Assert.Equal(Write(SampleResults.Comparison, 100), Write(two, 100));
    }

    [Fact]
    public void Write_NamesFromData_MoveNoCursor()
    {
        ComparisonResult hostile = SampleResults.Beside with { Slices = [.. SampleResults.Beside.Slices.Select(slice => slice with { Column = "a\u001b[2J", Value = "b\u001b[2J" })] };

        Assert.DoesNotContain('\u001b', Write(hostile, 100));
    }

    private static string Write(ComparisonResult result, int width)
    {
        StringWriter output = new();
        ComparisonView.Write(result, output, width);
        return output.ToString();
    }
}
