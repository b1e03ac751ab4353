using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Estimation;

/// <summary>The tables of docs/onnx.md: which files recalibration works on, and how exactly.</summary>
public sealed class ReferenceFilesTests
{
    private const string Document = "onnx.md";
    private static readonly string[] Folders = ["onnx-zoo", "reference"];

    // Its old BatchNorm has no kernel; measuring and scoring upgrade it.
    private const string Upgraded = "opset-6.onnx";

    [Fact]
    public void Recalibrate_FilesOfTheWorld_IsAsTheDocumentSays()
    {
        string folder = SharedReference.FolderOrSkip();
        ReferenceFile[] files =
        [
            .. Folders.SelectMany(part => ReferenceFile.Paths(Path.Combine(folder, part)).Select(name => $"{part}/{name}"))
                .Select(name => ReferenceFile.Of(folder, name, measure: true)),
        ];

        Assert.DoesNotContain(files, file => file.Statistics.StartsWith('>') || file.Outputs.StartsWith('>'));
        DocumentTable.AssertCurrent(Document, "reference-files", DocumentTable.Render(
            ["file", "what it is", "recalibration", "statistics", "outputs"],
            files.Select(file => new[] { $"`{file.Name}`", file.About, file.Recalibration, file.Statistics, file.Outputs })));
    }

    [Fact]
    public void Recalibrate_EveryWayToCarryBatchNorm_IsAsTheDocumentSays()
    {
        ReferenceFile[] files = [.. ReferenceFile.Paths(AnyOnnxFixture.Folder).Select(name => ReferenceFile.Of(AnyOnnxFixture.Folder, name, measure: false))];

        Assert.Equal(
            AnyOnnxFixture.Models.Values.Where(model => model.IsRefused && model.Layers > 0).Select(model => model.File),
            files.Where(file => file.Recalibration.StartsWith("refused", StringComparison.Ordinal)).Select(file => file.Name));
        DocumentTable.AssertCurrent(Document, "any-onnx", DocumentTable.Render(
            ["file", "what it shows", "layers", "recalibration"],
            files.Select(file => new[]
            {
                $"`{file.Name}`", AnyOnnxFixture.Models[file.Name].About, FormattableString.Invariant($"{file.Layers}"), file.Recalibration + Scoring(file),
            })));
    }

    private static string Scoring(ReferenceFile file) => AnyOnnxFixture.Models[file.Name].MissingKernel is { Length: > 0 } missing && file.Name != Upgraded
        ? $"; not to be scored here, since the runtime has no kernel for its {missing}"
        : "";
}
