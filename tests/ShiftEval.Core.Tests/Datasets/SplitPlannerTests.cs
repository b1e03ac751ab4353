using System.Globalization;
using System.Text.Json;
using CsCheck;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Tests.Datasets;

public sealed class SplitPlannerTests
{
    [Fact]
    public void Half_ReferenceFromHashlib_IsReproduced()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "datasets", "hashes.json")));

        foreach (JsonElement row in document.RootElement.GetProperty("halves").EnumerateArray())
        {
            Split half = SplitPlanner.Half(row.GetProperty("domain").GetString()!, row.GetProperty("group").GetString()!, row.GetProperty("seed").GetInt64());
            Assert.Equal(row.GetProperty("half").GetString(), half.ToString().ToLowerInvariant());
        }
    }

    [Fact]
    public void Assign_NoSplitColumn_DividesEveryDomainByGroupAndSaysSo()
    {
        Dataset dataset = Grouped(("labA", 30), ("labB", 40));

        SplitResult result = SplitPlanner.Assign(dataset, ["labA"], 0);

        Assert.Equal("sha256 seed 0", result.Rule);
        Assert.Equal(dataset.Samples.Select(sample => sample.Id), result.Samples.Select(sample => sample.Id));
        Assert.All(result.Samples, sample => Assert.Equal(SplitPlanner.Half(sample.Domain, sample.Group, 0), sample.Split));
        string counts = string.Join(", ", dataset.Domains.Select(domain => $"{domain} {result.Count(domain, Split.Adapt)} adapt and {result.Count(domain, Split.Test)} test"));
        Assert.Equal(
            new Warning("split-by-hash", $"data.csv has no split column; samples are divided by group (sha256 seed 0): {counts}."),
            Assert.Single(result.Warnings));
        Assert.Equal(70, result.Samples.Count);
    }

    [Fact]
    public void Assign_AnyOrderOfTheFileAndAnyOtherDomains_GivesEachGroupTheSameHalf() =>
        Gen.Select(Gen.Shuffle(Grouped(("labA", 12), ("labB", 9)).Samples.ToArray()), Gen.Long, Gen.Bool).Sample((shuffled, seed, alone) =>
        {
            Sample[] samples = alone ? [.. shuffled.Where(sample => sample.Domain == "labB")] : shuffled;
            SplitResult result = SplitPlanner.Assign(Grouped(samples), [], seed, scored: []);
            Assert.All(result.Samples, sample => Assert.Equal(SplitPlanner.Half(sample.Domain, sample.Group, seed), sample.Split));
            Assert.All(result.Samples.GroupBy(sample => (sample.Domain, sample.Group)), group => Assert.Single(group.Select(sample => sample.Split).Distinct()));
        });

    [Fact]
    public void Assign_ManyGroups_FallToBothHalvesAboutEvenly()
    {
        int adapt = Enumerable.Range(0, 10_000).Count(i => SplitPlanner.Half("labA", $"patient {i}", 0) == Split.Adapt);

        Assert.InRange(adapt, 4_800, 5_200);
    }

    [Fact]
    public void Assign_SplitColumn_IsKept()
    {
        Dataset dataset = WithSplits(("labA", Split.Train), ("labA", Split.Test), ("labB", Split.Adapt), ("labB", Split.Test), ("labC", Split.Adapt), ("labD", Split.Train));

        SplitResult result = SplitPlanner.Assign(dataset, ["labA"], 0);

        Assert.Equal("column split", result.Rule);
        Assert.Equal(dataset.Samples, result.Samples);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Assign_TargetWithTestRowsOnly_IsDividedWithAWarning()
    {
        Dataset dataset = WithSplits([("labA", Split.Train), ("labA", Split.Test), .. Enumerable.Repeat(("labC", Split.Test), 20), .. Enumerable.Repeat(("labB", Split.Test), 20)]);

        SplitResult result = SplitPlanner.Assign(dataset, ["labA"], -3);

        Assert.Equal("column split; test rows of labB, labC by sha256 seed -3", result.Rule);
        Assert.All(result.Samples.Skip(2), sample => Assert.Equal(SplitPlanner.Half(sample.Domain, sample.Group, -3), sample.Split));
        Assert.Equal(dataset.Samples.Take(2), result.Samples.Take(2));
        Assert.Equal(["labB", "labC"], result.Warnings.Select(warning => warning.Domain));
        Assert.Equal(
            new Warning(
                "test-rows-divided",
                $"domain 'labB' has test rows only; they are divided by sample (sha256 seed -3) into {result.Count("labB", Split.Adapt)} adapt and {result.Count("labB", Split.Test)} test samples, for every statistics alike.",
                "labB"),
            result.Warnings[0]);
    }

    [Fact]
    public void Assign_CultureWithAnotherMinus_ChangesNothing()
    {
        Dataset dataset = Grouped(("labA", 30));
        SplitResult expected = SplitPlanner.Assign(dataset, [], -3);
        CultureInfo before = Thread.CurrentThread.CurrentCulture;
        CultureInfo other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        other.NumberFormat.NegativeSign = "minus";
        try
        {
            Thread.CurrentThread.CurrentCulture = other;
            SplitResult result = SplitPlanner.Assign(dataset, [], -3);

            Assert.Equal("sha256 seed -3", result.Rule);
            Assert.Equal(expected.Warnings, result.Warnings);
            Assert.Equal(expected.Samples, result.Samples);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Fact]
    public void Assign_SourceWithTestRowsOnly_IsLeftAsItIs()
    {
        Dataset dataset = WithSplits([.. Enumerable.Repeat(("labA", Split.Test), 20)]);

        SplitResult result = SplitPlanner.Assign(dataset, ["labA"], 0);

        Assert.Equal(20, result.Count("labA", Split.Test));
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Assign_EmptyHalves_AreRefusedDomainByDomain()
    {
        long seed = SeedWhere(seed => OneHalf("labA", 2, seed, Split.Test) && OneHalf("labB", 1, seed, Split.Adapt));
        Dataset dataset = Grouped(("labB", 1), ("labA", 2));

        InputException refused = Assert.Throws<InputException>(() => SplitPlanner.Assign(dataset, [], seed));

        Assert.Equal(
            [
                $"data.csv, domain 'labA': all its 2 groups fall to test (sha256 seed {seed}); the adapt half is empty. Choose another --split-seed, or add a split column.",
                $"data.csv, domain 'labB': its only group falls to adapt (sha256 seed {seed}); the test half is empty. Add samples of another group, or a split column.",
            ],
            refused.Problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public void Assign_EmptyHalfOfADomainThatIsNotScored_IsAccepted()
    {
        Dataset dataset = Grouped(("labA", 30), ("labB", 1));

        Assert.Equal(31, SplitPlanner.Assign(dataset, [], 0, scored: ["labA"]).Samples.Count);
    }

    internal static Dataset Grouped(params (string Domain, int Groups)[] domains) =>
        Grouped([.. domains.SelectMany(domain => Enumerable.Range(0, domain.Groups).Select(i => NewSample(domain.Domain, $"{domain.Domain}/{i}", $"g{i}")))]);

    internal static Sample NewSample(string domain, string id, string? group = null, Split? split = null, string? label = null, int row = 0) =>
        new() { Id = id, Path = "/" + id, Domain = domain, Group = group ?? id, Split = split, Label = label, RowNumber = row };

    internal static Dataset WithSplits(params (string Domain, Split Split)[] rows) =>
        new("data.csv", [.. rows.Select((row, i) => NewSample(row.Domain, $"{i}.png", split: row.Split))]) { SplitColumn = "split" };

    private static Dataset Grouped(Sample[] samples) => new("data.csv", samples) { GroupColumn = "group" };

    private static bool OneHalf(string domain, int groups, long seed, Split half) =>
        Enumerable.Range(0, groups).All(i => SplitPlanner.Half(domain, $"g{i}", seed) == half);

    private static long SeedWhere(Func<long, bool> holds) => Enumerable.Range(0, 1000).Select(seed => (long)seed).First(holds);
}
