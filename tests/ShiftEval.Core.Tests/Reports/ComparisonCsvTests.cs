using ShiftEval.Reports;

namespace ShiftEval.Tests.Reports;

public sealed class ComparisonCsvTests
{
    private const string Golden =
        """
        model,statistics,spec,domain,role,samples,groups,adaptSamples,transductive,metric,value,low,high,interval,table,column,slice,rule,fromModel,fromStatistics,splitsDraws,splitsSd,splitsMin,splitsMax,betweenSdLogit,predictionLow,predictionHigh
        m.onnx,ema,ema,dune,target,63,61,,false,accuracy,0.5,0.375,0.625,wilson,cells,,,,,,5,0.014,0.375,0.625,,,
        m.onnx,ema,ema,dune,target,63,61,,false,nll,1.25,,,cluster-bootstrap-bca,cells,,,,,,,,,,,,
        m.onnx,domain,domain,dune,target,63,61,40,false,accuracy,0.75,0.625,0.875,wilson,cells,,,,,,5,0.02,0.375,0.625,,,
        m.onnx,domain,domain,dune,target,63,61,40,false,nll,1.25,,,cluster-bootstrap-bca,cells,,,,,,,,,,,,
        m.onnx,ema,ema,dune,target,12,11,,false,accuracy,0.625,0.5,0.75,wilson,cases,pa_tient,,mean,,,,,,,,,
        m.onnx,ema,ema,dune,target,12,11,,false,nll,1.25,,,cluster-bootstrap-bca,cases,pa_tient,,mean,,,,,,,,,
        m.onnx,domain,domain,dune,target,12,11,40,false,accuracy,0.625,0.5,0.75,wilson,cases,pa_tient,,mean,,,,,,,,,
        m.onnx,domain,domain,dune,target,12,11,40,false,nll,1.25,,,cluster-bootstrap-bca,cases,pa_tient,,mean,,,,,,,,,
        m.onnx,ema,ema,dune,target,63,61,,false,threshold,0.34375,,,,operatingPoint,,,,,,,,,,,,
        m.onnx,ema,ema,dune,target,63,61,,false,sensitivity,0.9,0.8,0.95,wilson,operatingPoint,,,,,,,,,,,,
        m.onnx,ema,ema,dune,target,63,61,,false,specificity,0.5,,,wilson,operatingPoint,,,,,,,,,,,,
        m.onnx,ema,ema,dune,target,63,61,,false,ppv,0.625,0.5,0.75,wilson,operatingPoint,,,,,,,,,,,,
        m.onnx,ema,ema,dune,target,63,61,,false,npv,,,,,operatingPoint,,,,,,,,,,,,
        m.onnx,domain,domain,dune,target,63,61,40,false,threshold,0.34375,,,,operatingPoint,,,,,,,,,,,,
        m.onnx,domain,domain,dune,target,63,61,40,false,sensitivity,0.9,0.8,0.95,wilson,operatingPoint,,,,,,,,,,,,
        m.onnx,domain,domain,dune,target,63,61,40,false,specificity,0.5,,,wilson,operatingPoint,,,,,,,,,,,,
        m.onnx,domain,domain,dune,target,63,61,40,false,ppv,0.625,0.5,0.75,wilson,operatingPoint,,,,,,,,,,,,
        m.onnx,domain,domain,dune,target,63,61,40,false,npv,,,,,operatingPoint,,,,,,,,,,,,
        m.onnx,domain,domain,dune,target,20,19,40,false,accuracy,0.25,0.125,0.375,wilson,slices,scan|ner,x|1,,,,,,,,,,
        m.onnx,domain,domain,dune,target,20,19,40,false,nll,1.25,,,cluster-bootstrap-bca,slices,scan|ner,x|1,,,,,,,,,,
        m.onnx,domain,domain,,,43,42,,false,accuracy,0.875,0.75,1,wilson,slices,scan|ner,,,,,,,,,,,
        m.onnx,domain,domain,,,43,42,,false,nll,1.25,,,cluster-bootstrap-bca,slices,scan|ner,,,,,,,,,,,
        m.onnx,domain,domain,dune,target,63,61,40,false,accuracy,0.132,0.041,0.223,newcombe-paired,differences,,,,m.onnx,ema,5,0.025,-0.01,0.3,,,
        m.onnx,ema,ema,,target,63,61,,false,accuracy,0.8124,0.5,0.9,hartung-knapp,nextDomain,,,,,,,,,,0.4375,0.25,0.96875

        """;

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Write_AllThatCanBeAskedFor_IsGolden(string culture) =>
        Assert.Equal(Golden.ReplaceLineEndings("\n"), InCulture.Run(culture, () => ComparisonCsv.Write(MadeUpComparison.Full)));

    [Fact]
    public void Write_PlainRun_HoldsCellsAlone()
    {
        string[] rows = ComparisonCsv.Write(MadeUpComparison.Plain).TrimEnd('\n').Split('\n')[1..];

        Assert.Equal(4, rows.Length);
        Assert.All(rows, row => Assert.Equal("cells", row.Split(',')[14]));
    }
}
