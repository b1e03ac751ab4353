using System.Runtime.InteropServices;
using ShiftEval.Datasets;
using ShiftEval.SmearGenerator;

namespace ShiftEval.Tests.Shipped;

public sealed class SmearsTests
{
    private static readonly string Folder = RepositoryFolder.At("datasets", "smears");
    private static readonly SmearDataset Generated = new(0);

    [Fact]
    public void Manifest_OfSeedZero_IsTheShippedOne() =>
        Assert.Equal(File.ReadAllText(Path.Combine(Folder, "manifest.csv")), Generated.Manifest());

    [Fact]
    public void Photograph_OfSeedZero_HasTheShippedBytes()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64,
            "The shipped bytes were made on Linux x64; elsewhere the mathematical library may round another way.");

        foreach (SmearCell cell in Generated.Cells.Where((_, index) => index % 97 == 0))
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(Folder, cell.Path)), Generated.Photograph(cell));
        }
    }

    [Fact]
    public void Photograph_DrawnAloneOrAfterOthers_IsTheSame()
    {
        SmearDataset other = new(0);
        SmearCell cell = other.Cells[1234];
        byte[] alone = other.Photograph(cell);
        other.Photograph(other.Cells[0]);

        Assert.Equal(alone, other.Photograph(cell));
    }

    [Fact]
    public void Photograph_OfAnotherSeed_IsAnother()
    {
        SmearDataset other = new(1);

        Assert.NotEqual(Generated.Photograph(Generated.Cells[0]), other.Photograph(other.Cells[0] with { Label = Generated.Cells[0].Label }));
    }

    [Fact]
    public void Cells_WithEqualClasses_ChangeOnlyTheLabWithAnotherMix()
    {
        SmearDataset control = new(0, equalClasses: true);

        Assert.All(
            control.Cells.GroupBy(cell => (cell.Lab, cell.Split, cell.Label)),
            cells => Assert.Equal(control.Cells.Count(cell => (cell.Lab, cell.Split) == (cells.Key.Lab, cells.Key.Split)), 4 * cells.Count()));
        Assert.Equal(Generated.Cells.Where(cell => cell.Lab != "elgin"), control.Cells.Where(cell => cell.Lab != "elgin"));
    }

    [Fact]
    public void Dataset_AsShipped_HasSixLabsWholeSlidesAndEveryImage()
    {
        Dataset dataset = DatasetReader.Read(Path.Combine(Folder, "manifest.csv"), new DatasetOptions());

        Assert.Equal(["arden", "birk", "corvo", "delmar", "elgin", "fenn"], dataset.Domains);
        Assert.Equal(("lab", "slide"), (dataset.DomainColumn, dataset.GroupColumn));
        Assert.Empty(dataset.Warnings);
        Assert.All(dataset.Samples, sample => Assert.True(File.Exists(sample.Path), sample.Path));
        Assert.All(dataset.Samples.GroupBy(sample => sample.Group), slide => Assert.Single(slide.Select(sample => sample.Split).Distinct()));
        Assert.All(
            dataset.Samples.Where(sample => sample.Split == Split.Test).GroupBy(sample => sample.Domain),
            lab =>
            {
                Assert.InRange(lab.Count(), 150, 500);
                Assert.InRange(lab.Select(sample => sample.Group).Distinct().Count(), 30, 100);
                Assert.All(lab.GroupBy(sample => sample.Label), label => Assert.InRange(label.Count(), 12, 400));
            });
    }
}
