using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Tests.Datasets;

public sealed class FolderReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_DomainClassImage_IsLabelledInOrdinalOrder()
    {
        folder.Touch("labB/cat/2.PNG", "labB/cat/10.jpeg", "labA/dog/x.tiff", "labA/cat/x.webp", ".hidden/cat/x.png", "labA/cat/.x.png");

        Dataset dataset = Read();

        Assert.Equal(["labA/cat/x.webp", "labA/dog/x.tiff", "labB/cat/10.jpeg", "labB/cat/2.PNG"], dataset.Samples.Select(sample => sample.Id));
        Assert.Equal(["cat", "dog", "cat", "cat"], dataset.Samples.Select(sample => sample.Label));
        Assert.Equal(["labA", "labB"], dataset.Domains);
        Assert.False(dataset.HasSplits || dataset.HasGroups);
        Assert.Empty(dataset.Warnings);
        Sample first = dataset.Samples[0];
        Assert.Equal((folder.At("labA/cat/x.webp"), "labA", "labA/cat/x.webp", null, 0), (first.Path, first.Domain, first.Group, first.Split, first.RowNumber));
        Assert.Empty(first.Columns);
    }

    [Fact]
    public void Read_DomainImage_IsUnlabelled()
    {
        folder.Touch("labA/x.jpg", "labB/x.bmp", "labB/y.tif");

        Dataset dataset = Read();

        Assert.Equal(["labA/x.jpg", "labB/x.bmp", "labB/y.tif"], dataset.Samples.Select(sample => sample.Id));
        Assert.All(dataset.Samples, sample => Assert.Null(sample.Label));
    }

    [Fact]
    public void Read_FilesAndFoldersThatAreNotUsed_AreWarnedOf()
    {
        folder.Touch("labA/x.jpg", "labA/notes.txt", "README", "docs/guide.md");

        Dataset dataset = Read();

        Assert.Equal(["labA"], dataset.Domains);
        Assert.Equal(
            [
                new Warning("other-files", $"3 files in {folder.Path} not read, since not images by their names: README, docs/guide.md, labA/notes.txt."),
                new Warning("folder-without-images", $"1 folder in {folder.Path} without images: docs."),
            ],
            dataset.Warnings);
    }

    [Fact]
    public void Read_ColumnOptions_AreSaidToHaveNoEffect()
    {
        folder.Touch("labA/x.jpg");

        Dataset dataset = DatasetReader.Read(folder.Path, new DatasetOptions { DomainColumn = "lab", SplitValues = SplitValues.Default });

        Assert.Equal(
            new Warning("columns-unused", $"{folder.Path} is a folder and has no columns: --domain-column, --split-values had no effect."),
            Assert.Single(dataset.Warnings));
    }

    [Fact]
    public void Read_Links_AreFollowedButNotInCircles()
    {
        using TemporaryFolder elsewhere = new();
        elsewhere.Touch("cat/x.png");
        folder.Touch("labA/cat/y.png");
        Directory.CreateSymbolicLink(folder.At("labB"), elsewhere.Path);
        Directory.CreateSymbolicLink(elsewhere.At("cat/up"), folder.Path);
        Directory.CreateSymbolicLink(folder.At("labA/same"), folder.At("labA"));

        Dataset dataset = Read();

        Assert.Equal(["labA/cat/y.png", "labB/cat/x.png"], dataset.Samples.Select(sample => sample.Id));
        Assert.Equal(
            new Warning("link-cycle", $"2 links in {folder.Path} not followed, leading back to a folder above: labA/same, labB/cat/up."),
            Assert.Single(dataset.Warnings));
    }

    [Fact]
    public void Read_CycleThroughALinkedRoot_IsSeen()
    {
        using TemporaryFolder links = new();
        folder.Touch("labA/cat/y.png");
        Directory.CreateSymbolicLink(folder.At("labA/up"), "..");
        Directory.CreateSymbolicLink(links.At("root"), folder.Path);

        Dataset dataset = DatasetReader.Read(links.At("root"), new DatasetOptions());

        Assert.Equal("labA/cat/y.png", Assert.Single(dataset.Samples).Id);
    }

    [Fact]
    public void Read_LinkToNoImage_IsRefused()
    {
        folder.Touch("labA/x.jpg");
        File.CreateSymbolicLink(folder.At("labA/y.jpg"), folder.At("nowhere.jpg"));

        Assert.Equal([$"{folder.Path}: 1 image does not exist: labA/y.jpg. Restore the file it links to, or remove the link."], Refusal());
    }

    [Fact]
    public void Read_NoImages_IsRefused()
    {
        folder.Touch("labA/x.gif");

        Assert.Equal(
            [$"{folder.Path}: has no images (jpg, jpeg, png, bmp, webp, tif, tiff). Name a folder of the layout domain/class/image or domain/image."],
            Refusal());
    }

    [Fact]
    public void Read_MixedLayouts_AreRefusedWithTheNames()
    {
        folder.Touch("top.png", "labA/x.png", "labB/cat/y.png", "labB/cat/deep/z.png", "labB/cat/deep/er/z.png");

        Assert.Equal(
            [
                $"{folder.Path}: has images outside a domain's folder: top.png. Move them to domain/image or domain/class/image.",
                $"{folder.Path}: mixes domain/image (labA/x.png) with domain/class/image (labB/cat/y.png). Use one layout for the whole folder, or a manifest.",
                $"{folder.Path}: has images deeper than domain/class/image: labB/cat/deep/er/z.png, labB/cat/deep/z.png. Move them up, or use a manifest.",
            ],
            Refusal());
    }

    private Dataset Read() => DatasetReader.Read(folder.Path, new DatasetOptions());

    private string[] Refusal() =>
        [.. Assert.Throws<InputException>(() => Read()).Problems.Select(problem => problem.ToString())];
}
