using System.Globalization;
using ShiftEval.Cli.Rendering;
using ShiftEval.Comparison.Results;

namespace ShiftEval.Cli.Tests.Rendering;

public sealed class ComparisonViewTests
{
    private const string Golden =
        """
          statistics   images   groups            accuracy %   balanced accuracy %   40                100
        ──────────────────────────────────────────────────────────────────────────────────────────────────
        isfahan-leukocytes (target)
          ema              63       60     42.9 [30.7, 55.9]     53.2 [43.9, 58.9]    ├──●─┤
          test *           63       60     65.1 [51.8, 76.4]                  69.1             ●
        jiangxi (source)
          ema              63       12   100.0 [90.0, 100.0]                     –
          test *           63       12       0.0 [0.0, 10.0]                 100.0                       ●
        * transductive: these statistics come from the scored images themselves.

        balanced accuracy, difference from ema on the same images, in percentage points

          statistics            difference        p   p (Holm)   verdict
        ────────────────────────────────────────────────────────────────────
        isfahan-leukocytes (target)
          test *       +16.0 [+4.6, +29.1]   <0.001     <0.001   better
        jiangxi (source)
          test *          -3.0 [-9.5, 0.0]    1.000      1.000   no evidence

        95 % intervals, 2000 resamples, seed 7, on cpu; 1234 images used, 2 unreadable ones left out.
        model.onnx: input image (nchw, rgb, 224 x 192), output logits (logits)
        preprocessing: preprocessor_config.json

        """;

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public void Write_AnyCulture_GivesTheGoldenText(string culture) => InCulture(culture, () =>
    {
        string text = Write(SampleResults.Comparison, 100);

        Assert.Equal(Golden, text, ignoreLineEndingDifferences: true);
    });

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    public void Write_AnyWidth_IsKeptAndNoLineEndsInBlanks(int width)
    {
        string[] lines = Write(SampleResults.Comparison, width).ReplaceLineEndings("\n").Split('\n');
        int footer = Array.FindIndex(lines, line => line.StartsWith("95 %", StringComparison.Ordinal));

        Assert.All(lines, line => Assert.Equal(line.TrimEnd(), line));
        Assert.All(lines.Take(footer).Where(line => !line.Contains("difference from", StringComparison.Ordinal) && !line.StartsWith('*')), line => Assert.InRange(line.Length, 0, width));
        Assert.Contains(lines, line => line.Contains("balanced accuracy %", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_WideTerminal_ShowsWhatThereIsRoomFor()
    {
        string text = Write(SampleResults.Comparison, 131);

        Assert.StartsWith("  statistics   images   groups            accuracy %   balanced accuracy %   40                100   macro F1 %        NLL   AUROC\n", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("  42.8      1.881   0.812\n", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("   quadratic kappa\n", Write(SampleResults.Comparison, 154).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_SeveralModels_NamesThemInEveryRow()
    {
        ComparisonResult one = SampleResults.Comparison;
        ComparisonResult two = one with
        {
            Models = [.. one.Models, one.Models[0] with { Name = "b.onnx" }],
            Cells = [one.Cells[0], one.Cells[0] with { Model = "b.onnx" }],
            Differences = [one.Differences[0] with { To = new VariantResult("b.onnx", "ema") }],
        };

        string text = Write(two, 100);

        Assert.Contains("\n  model.onnx: ema  ", text, StringComparison.Ordinal);
        Assert.Contains("\n  b.onnx: ema  ", text, StringComparison.Ordinal);
        Assert.Contains("difference from model.onnx: ema on the same images", text, StringComparison.Ordinal);
        Assert.DoesNotContain("transductive", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    public void Notes_ManyCells_SayOnceWhatTheyHaveInCommon(string culture) => InCulture(culture, () => Assert.Equal(
        [
            "jiangxi, isfahan-leukocytes: 1 of 2 classes do not occur in the labels; macro figures run over the others.",
            "domain 'jiangxi' has test rows only; they are divided.",
            "the model does not name its classes.",
            "jiangxi: some values of balancedAccuracy are missing: there are no labelled samples.",
            "isfahan-leukocytes, jiangxi: some intervals of balancedAccuracy are missing: every resample gave the same value.",
            "intervals are rough where they rest on fewer than 20 groups: jiangxi 12.",
            "isfahan-leukocytes: labels with a probability below 1e-15, taken as 1e-15 in nll: ema 3.",
            "jiangxi: labels with a probability below 1e-15, taken as 1e-15 in nll: test 1.",
        ],
        Notes.Of(SampleResults.Comparison)));

    private static void InCulture(string culture, Action action)
    {
        CultureInfo before = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            action();
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    private static string Write(ComparisonResult result, int width)
    {
        StringWriter output = new();
        ComparisonView.Write(result, output, width);
        return output.ToString();
    }
}
