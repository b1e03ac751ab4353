using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Tests.Datasets;

public sealed class DatasetReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("none.csv")]
    [InlineData("none")]
    public void Read_NothingThere_IsRefused(string name)
    {
        string path = folder.At(name);

        Assert.Equal(
            $"{path}: does not exist. Name a .csv or .tsv manifest, or a folder domain/class/image or domain/image.",
            Assert.Throws<InputException>(() => DatasetReader.Read(path, new DatasetOptions())).Message);
    }

    [Fact]
    public void Read_OtherKindOfFile_IsRefused()
    {
        string path = folder.Write("data.parquet", "x");

        Assert.Equal(
            $"{path}: is neither a folder nor a .csv or .tsv manifest. Name a .csv (commas) or .tsv (tabs) manifest, or a folder domain/class/image or domain/image.",
            Assert.Throws<InputException>(() => DatasetReader.Read(path, new DatasetOptions())).Message);
    }

    [Fact]
    public void Read_UpperCaseExtension_IsAManifest()
    {
        folder.Touch("a.png");

        Assert.Equal("m", Assert.Single(DatasetReader.Read(folder.Write("m.CSV", "path\na.png\n"), new DatasetOptions()).Domains));
    }

    [Fact]
    public void Read_FiveRealLaboratories_AreFiveDomains()
    {
        string data = Path.Combine(SharedReference.FolderOrSkip(), "data", "wbc-5labs");

        Dataset manifest = DatasetReader.Read(Path.Combine(data, "manifest.csv"), new DatasetOptions());
        Dataset splits = DatasetReader.Read(Path.Combine(data, "leave-out-bccd.csv"), new DatasetOptions());

        Assert.Equal(1223, manifest.Samples.Count);
        Assert.Equal(["bccd", "cellavision", "deepbionet", "isfahan-leukocytes", "jiangxi-tecom"], manifest.Domains);
        Assert.Equal(("source", "group", false), (manifest.DomainColumn, manifest.GroupColumn, manifest.HasSplits));
        Assert.True(splits.HasSplits);
        Assert.Empty(splits.Warnings);
    }
}
