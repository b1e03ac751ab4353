using System.Text.Json;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Tests.Datasets;

public sealed class ContentHashTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly JsonDocument reference = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "datasets", "hashes.json")));

    public void Dispose()
    {
        folder.Dispose();
        reference.Dispose();
    }

    [Fact]
    public void OfIds_ReferenceFromHashlib_IsReproducedInAnyOrder()
    {
        string[] ids = [.. Files().Select(file => file.Id)];
        string expected = reference.RootElement.GetProperty("sampleIdsSha256").GetString()!;

        Assert.Equal(expected, ContentHash.OfIds(ids));
        Assert.Equal(expected, ContentHash.OfIds(ids.Reverse()));
        Assert.NotEqual(expected, ContentHash.OfIds(ids.Skip(1)));
    }

    [Fact]
    public void OfData_ReferenceFromHashlib_IsReproducedInAnyOrder()
    {
        string expected = reference.RootElement.GetProperty("dataSha256").GetString()!;

        Assert.Equal(expected, ContentHash.OfData(Files()));
        Assert.Equal(expected, ContentHash.OfData(Files().Reverse()));
    }

    [Fact]
    public void OfData_SamplesOnDisk_EqualsTheReferenceAndChangesWithAFile()
    {
        Sample[] samples = [.. Files().Select(file => SplitPlannerTests.NewSample("lab", file.Id) with { Path = folder.Write(file.Id, $"content of {file.Id}") })];
        string expected = reference.RootElement.GetProperty("dataSha256").GetString()!;

        Assert.Equal(expected, ContentHash.OfData(samples));
        folder.Write(samples[3].Id, "other");
        Assert.NotEqual(expected, ContentHash.OfData(samples));
    }

    [Fact]
    public void OfData_FileGone_FailsAndNamesTheFirst()
    {
        Sample[] samples = [.. Enumerable.Range(0, 50).Select(i => SplitPlannerTests.NewSample("lab", $"{i}") with { Path = i >= 7 ? folder.At($"{i}") : folder.Write($"{i}", "x") })];

        RunFailedException failure = Assert.Throws<RunFailedException>(() => ContentHash.OfData(samples));

        Assert.Equal(
            $"{folder.At("7")}: could not be read (Could not find file '{folder.At("7")}'). Check that the file is there and may be read.",
            failure.Message);
    }

    [Fact]
    public void OfData_Cancelled_Stops()
    {
        using CancellationTokenSource source = new();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => ContentHash.OfData([SplitPlannerTests.NewSample("lab", "x")], source.Token));
    }

    [Fact]
    public void OfFile_KnownText_GivesTheDigestOfFips180() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", ContentHash.OfFile(folder.Write("abc", "abc")));

    private IEnumerable<(string Id, string Sha256)> Files() =>
        reference.RootElement.GetProperty("files").EnumerateObject().Select(file => (file.Name, file.Value.GetString()!));
}
