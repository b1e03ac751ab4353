using ShiftEval.Inspection;
using ShiftEval.Onnx;
using ShiftEval.Statistics;

namespace ShiftEval.Tests.Shipped;

public sealed class SmearModelsTests
{
    private static readonly string Folder = RepositoryFolder.At("models", "smears");

    public static TheoryData<string> WithBatchNorm =>
    [
        .. Directory.EnumerateFiles(Folder, "*.onnx", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".folded.onnx", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Folder, path))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(WithBatchNorm))]
    public void Inspect_ShippedModel_HasNineLayersThatCanBeRewritten(string file)
    {
        IReadOnlyList<BatchNormLayer> layers = BatchNormLayers.Find(OnnxModel.Load(Path.Combine(Folder, file)));

        Assert.Equal(9, layers.Count);
        Assert.All(layers, layer => Assert.Null(layer.Refusal));
    }

    [Fact]
    public void Inspect_FoldedModel_HasNoLayerButItsTraces()
    {
        InspectionResult result = ModelInspector.Inspect(OnnxModel.Load(Path.Combine(Folder, "all", "seed0.folded.onnx")));

        Assert.Empty(result.BatchNorm);
        Assert.Equal(9, result.Folded.Candidates);
    }

    [Fact]
    public void Folder_AsShipped_HoldsEveryRunAndStaysSmall()
    {
        string[] files = Directory.GetFiles(Folder, "*", SearchOption.AllDirectories);

        Assert.Equal(9 + 3 + 3 + 1 + 5, WithBatchNorm.Count);
        Assert.InRange(files.Sum(file => new FileInfo(file).Length), 1, 12_000_000);
    }
}
