using ShiftEval.Comparison.Results;
using ShiftEval.Reports;

namespace ShiftEval.Tests.Reports;

public sealed class ComparisonMarkdownTests
{
    private const string Golden =
        """
        ## Results

        | domain | role | model | statistics | images | groups | accuracy % | NLL |
        | --- | --- | --- | --- | ---: | ---: | ---: | ---: |
        | dune | target | m.onnx | ema | 63 | 61 | 50.0 [37.5, 62.5] | 1.250 |
        | dune | target | m.onnx | domain | 63 | 61 | 75.0 [62.5, 87.5] | 1.250 |

        ## Differences of accuracy from m.onnx, ema, percentage points

        - **dune**, domain: better: +13.2 points \[+4.1, +22.3\], p = 0.004, 63 images of 61 groups

        p is that after Holm, over all pairs and domains.

        | domain | model | statistics | difference | p | p (Holm) | verdict |
        | --- | --- | --- | ---: | ---: | ---: | --- |
        | dune | m.onnx | domain | +13.2 [+4.1, +22.3] | 0.002 | 0.004 | better |


        """;

    private const string Beside =
        """
        ## By case: pa\_tient

        The images of one pa\_tient count as one (mean).

        | domain | model | statistics | cases | groups | accuracy % | NLL |
        | --- | --- | --- | ---: | ---: | ---: | ---: |
        | dune | m.onnx | ema | 12 | 11 | 62.5 [50.0, 75.0] | 1.250 |
        | dune | m.onnx | domain | 12 | 11 | 62.5 [50.0, 75.0] | 1.250 |

        ## At the operating point

        The threshold is fixed for each model and statistics on the scored images of all source domains together, so that it is in-sample there.

        | domain | model | statistics | threshold | sensitivity % | specificity % | PPV % | NPV % |
        | --- | --- | --- | ---: | ---: | ---: | ---: | ---: |
        | dune | m.onnx | ema | 0.344 | 90.0 [80.0, 95.0] | 50.0 | 62.5 [50.0, 75.0] | – |
        | dune | m.onnx | domain | 0.344 | 90.0 [80.0, 95.0] | 50.0 | 62.5 [50.0, 75.0] | – |

        ## By scan\|ner

        | scan\|ner | domain | model | statistics | images | groups | accuracy % | NLL |
        | --- | --- | --- | --- | ---: | ---: | ---: | ---: |
        | x\|1 | dune | m.onnx | domain | 20 | 19 | 25.0 [12.5, 37.5] | 1.250 |
        | (empty) | (all) | m.onnx | domain | 43 | 42 | 87.5 [75.0, 100.0] | 1.250 |

        ## Over divisions into adapt and test

        SD over divisions (least to largest value); shares in percent, their SD in percentage points.

        | domain | model | statistics | divisions | accuracy % | NLL |
        | --- | --- | --- | ---: | ---: | ---: |
        | dune | m.onnx | ema | 5 | 1.4 (37.5 to 62.5) | – |
        | dune | m.onnx | domain | 5 | 2.0 (37.5 to 62.5) | – |

        | domain | model | statistics | divisions | difference in accuracy |
        | --- | --- | --- | ---: | ---: |
        | dune | m.onnx | domain | 5 | 2.5 (-1.0 to +30.0) |

        ## At the next domain

        Random effects over 3 target domains, taken as a sample of all there could be; 95 % intervals of the mean and of the value at a domain not seen yet.

        | model | statistics | metric | mean | next domain | between-domain SD, logits |
        | --- | --- | --- | ---: | ---: | ---: |
        | m.onnx | ema | accuracy % | 81.2 [50.0, 90.0] | [25.0, 96.9] | 0.44 |
        | m.onnx | domain | accuracy % | – | none: dune has no interval | – |


        """;

    private const string Footer = "95 % intervals, 2000 resamples, seed 0; 100 images; shifteval 1.\n";

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Write_AllThatCanBeAskedFor_IsGolden(string culture) =>
        Assert.Equal((Golden + Beside).ReplaceLineEndings("\n") + Footer, InCulture.Run(culture, () => ComparisonMarkdown.Write(MadeUpComparison.Full)));

    [Fact]
    public void Write_TransductiveStatistics_AreMarkedInEveryTable()
    {
        ComparisonResult result = MadeUpComparison.Full with { Cells = [.. MadeUpComparison.Full.Cells.Select(cell => cell with { Transductive = cell.Statistics == "domain" })] };

        string text = ComparisonMarkdown.Write(result);

        // Results, differences, cases, operating point, two slices, divisions and their difference.
        Assert.Equal(8, text.Split("| domain \\* |").Length - 1);
        Assert.Contains("- **dune**, domain \\*: better: +13.2 points", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_PlainRun_TellsCellsAndVerdictsAlone() =>
        Assert.Equal(Golden.ReplaceLineEndings("\n") + Footer, ComparisonMarkdown.Write(MadeUpComparison.Plain));
}
