using System.Text.Json;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Statistics;

public sealed class ProvenanceEntryTests
{
    [Fact]
    public void Set_EveryKey_IsWrittenAsTheContractNamesIt()
    {
        OnnxModel model = BatchNormGraphs.One().ToModel();

        ProvenanceEntry.Set(model, Of("0123"));

        Assert.Equal(
            """
            {"schema":"shifteval.statistics-provenance/1","sourceSha256":"0123","parentSha256":"4567","spec":"domain","domains":["labA","labB"],"samples":7,"sampleIdsSha256":"89ab","splitRule":"column split","splitSeed":3,"method":"minibatch","estimator":"total","batchSize":16,"order":"shuffled","seed":5,"dataSha256":"cdef","preprocess":{"a":1},"tool":"shifteval 1"}
            """,
            model.Metadata[StatisticsProvenance.MetadataKey]);
    }

    [Fact]
    public void Set_Population_LeavesBatchAndOrderOut()
    {
        OnnxModel model = BatchNormGraphs.One().ToModel();

        ProvenanceEntry.Set(model, Of("0123") with { Method = "population", BatchSize = null, Order = null });

        using JsonDocument json = JsonDocument.Parse(model.Metadata[StatisticsProvenance.MetadataKey]);
        Assert.False(json.RootElement.TryGetProperty("batchSize", out _));
        Assert.False(json.RootElement.TryGetProperty("order", out _));
        Assert.Null(ProvenanceEntry.Read(model)!.BatchSize);
    }

    [Fact]
    public void Read_WhatWasSet_IsTheSame()
    {
        OnnxModel model = BatchNormGraphs.One().Metadata("author", "someone").ToModel();
        ProvenanceEntry.Set(model, Of("first"));
        ProvenanceEntry.Set(model, Of("0123"));

        StatisticsProvenance read = ProvenanceEntry.Read(OnnxModel.Parse(model.ToBytes(), "again.onnx", null))!;

        Assert.Equal(JsonSerializer.Serialize(Of("0123")), JsonSerializer.Serialize(read));
        Assert.Equal(["author", StatisticsProvenance.MetadataKey], model.Proto.MetadataProps.Select(entry => entry.Key));
        Assert.Equal("someone", model.Metadata["author"]);
    }

    [Fact]
    public void Read_NoEntry_IsNull() => Assert.Null(ProvenanceEntry.Read(BatchNormGraphs.One().Metadata("author", "someone").ToModel()));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"schema\":\"shifteval.statistics-provenance/1\",\"samples\":\"many\"}")]
    public void Read_BrokenEntry_IsRefused(string json)
    {
        OnnxModel model = BatchNormGraphs.One().Metadata(StatisticsProvenance.MetadataKey, json).ToModel();

        Problem problem = Assert.Single(Assert.Throws<InputException>(() => ProvenanceEntry.Read(model)).Problems);

        Assert.Equal("model.onnx, metadata shifteval.statistics", problem.Where);
        Assert.StartsWith("cannot be read (", problem.What, StringComparison.Ordinal);
        Assert.Equal("Remove the entry, or take a file that ShiftEval wrote", problem.Remedy);
    }

    [Fact]
    public void Set_OriginalStatisticsAgain_GivesTheOriginalBytes()
    {
        OnnxModel original = OnnxModel.Load(TinyFixture.PathOf("model.onnx"));
        ModelStatistics stored = BatchNormGraphs.Stored(original);
        OnnxModel changed = StatisticsWriter.Write(original, StatisticsMixture.Mix(stored, Shifted(stored), 0.5, MixRule.Moment)).Model;
        ProvenanceEntry.Set(changed, Of(original.Sha256));
        OnnxModel reread = OnnxModel.Parse(changed.ToBytes(), "changed.onnx", null);

        OnnxModel back = StatisticsWriter.Write(reread, stored).Model;
        ProvenanceEntry.Set(back, Of(ProvenanceEntry.Read(reread)!.SourceSha256));

        Assert.NotNull(ProvenanceEntry.Read(reread));
        Assert.Null(ProvenanceEntry.Read(back));
        Assert.Equal(original.ToBytes(), back.ToBytes());
    }

    private static ModelStatistics Shifted(ModelStatistics statistics) => new(statistics.Layers.Select(layer => KeyValuePair.Create(
        layer, new LayerStatistics(Array.ConvertAll(statistics[layer].Mean, mean => mean + 1), statistics[layer].Variance))));

    private static StatisticsProvenance Of(string source) => new()
    {
        SourceSha256 = source,
        ParentSha256 = "4567",
        Spec = "domain",
        Domains = ["labA", "labB"],
        Samples = 7,
        SampleIdsSha256 = "89ab",
        SplitRule = "column split",
        SplitSeed = 3,
        Method = "minibatch",
        Estimator = "total",
        BatchSize = 16,
        Order = "shuffled",
        Seed = 5,
        DataSha256 = "cdef",
        Preprocess = JsonElement.Parse("""{"a":1}"""),
        Tool = "shifteval 1",
    };
}
