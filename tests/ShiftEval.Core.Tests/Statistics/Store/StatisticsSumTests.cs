using System.Globalization;
using System.Text;
using ShiftEval.Diagnostics;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Tests.Statistics.Store;

public sealed class StatisticsSumTests
{
    private const string Collect = "Collect it with shifteval stats collect and method=minibatch or method=frozen.";

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(7, false)]
    [InlineData(2, true)]
    [InlineData(7, true)]
    public void Merge_AnyDivisionIntoParts_EqualsTheWhole(int parts, bool meanOfBatches)
    {
        StatisticsFile whole = StoredFiles.Of("whole", "x", Enumerable.Range(0, 20), meanOfBatches);
        StatisticsFile[] files = [.. Enumerable.Range(0, parts).Select(part => StoredFiles.Of($"{part}", "x", Enumerable.Range(0, 20).Where(b => b % parts == part), meanOfBatches))];

        StatisticsFile merged = StatisticsSum.Merge(files);

        AssertEqual(whole, merged, 1e-12);
        Assert.Equal(StatisticsFileWriter.ToBytes(merged), StatisticsFileWriter.ToBytes(StatisticsSum.Merge([.. files.Reverse()])));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Subtract_OneDomainOfThree_LeavesTheUnionOfTheOthers(bool meanOfBatches)
    {
        StatisticsFile[] domains = [.. "xyz".Select(domain => StoredFiles.Of($"{domain}", $"{domain}", Enumerable.Range(0, 6), meanOfBatches))];

        StatisticsFile rest = StatisticsSum.Subtract(StatisticsSum.Merge(domains), domains[1]);

        AssertEqual(StatisticsSum.Merge([domains[0], domains[2]]), rest, 1e-9);
        Assert.Equal(["x", "z"], rest.Provenance!.Domains);
        Assert.Equal("from=x,method=minibatch;from=y,method=minibatch;from=z,method=minibatch", rest.Provenance.Spec);
        Assert.Null(rest.Provenance.SampleIdsSha256);
    }

    [Fact]
    public void Parse_WhatWasWritten_GivesItBackToTheLastBit()
    {
        StatisticsFile file = StatisticsSum.Merge([StoredFiles.Of("x", "x", [0, 1], meanOfBatches: true), StoredFiles.Of("y", "y", [0], meanOfBatches: true)]);

        byte[] bytes = StatisticsFileWriter.ToBytes(file);
        StatisticsFile read = StatisticsFileReader.Parse(bytes, "merge");

        Assert.Equal(bytes, StatisticsFileWriter.ToBytes(read));
        Assert.Equal(["z", "a"], read.Layers.Select(layer => layer.Name));
        Assert.Equal(1e-3, read.Epsilons["a"]);
        Assert.Equal(file.Provenance! with { Preprocess = default, Domains = [] }, read.Provenance! with { Preprocess = default, Domains = [] });
        Assert.Equal(file.Samples!.Batches, read.Samples!.Batches);
        Assert.Equal(0, bytes.Length % 8);
    }

    [Fact]
    public void ToBytes_AnyCulture_HeaderIsTheSameWithSortedKeys()
    {
        CultureInfo before = Thread.CurrentThread.CurrentCulture;
        try
        {
            byte[] plain = StatisticsFileWriter.ToBytes(StoredFiles.Of("x", "x", [0]));
            Thread.CurrentThread.CurrentCulture = new CultureInfo("de-DE", useUserOverride: false) { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };

            Assert.Equal(plain, StatisticsFileWriter.ToBytes(StoredFiles.Of("x", "x", [0])));
            string header = Encoding.UTF8.GetString(plain, 8, 200);
            Assert.StartsWith("""{"__metadata__":{"batchSize":"2","dataSha256":"data","domains":"[\"x\"]","epsilons":"{\"a\":0.001,\"z\":1E-05}","estimator":"total","format":"shifteval.moments/1","forward":"minibatch",""", header, StringComparison.Ordinal);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Fact]
    public void Parse_BatchWithoutOneOfItsSamples_IsRefused()
    {
        StatisticsFile file = StoredFiles.Of("x", "x", [0, 1]);
        StatisticsFile torn = file with { Samples = file.Samples!.Where(i => i > 0), Provenance = file.Provenance! with { Samples = 3 } };

        InputException refusal = Assert.Throws<InputException>(() => StatisticsFileReader.Parse(StatisticsFileWriter.ToBytes(torn), "f"));

        Assert.Equal("f, tensor shifteval.batches: does not fit the samples: a batch lacks some of its samples or has others. Collect the statistics again.", refusal.Message);
    }

    [Fact]
    public void Merge_WhatCannotBeAddedUp_IsRefusedWithTheReason()
    {
        StatisticsFile x = StoredFiles.Of("x", "x", [0, 1]);
        StatisticsFile y = StoredFiles.Of("y", "y", [0, 1]);
        StatisticsProvenance p = y.Provenance!;

        Assert.Equal("FILE: one file alone cannot be added up. Name at least two files.", Refusal(x));
        Assert.Equal("other: 2 of its 4 samples are in x too, and would count twice. Merge files of disjoint samples.", Refusal(x, StoredFiles.Of("other", "x", [1, 2])));
        Assert.Equal(
            "p: holds population statistics, which cannot be added up: each layer was measured behind layers normalised with the statistics of that very data. " + Collect,
            Refusal(x, StoredFiles.Of("p", "y", [0], forward: StatisticsFile.PopulationForward)));
        Assert.Equal(
            "v: holds mean and variance without counts, which do not add up. " + Collect,
            Refusal(x, y with { Name = "v", Format = StatisticsFile.ValuesFormat }));
        Assert.Equal("y: does not tell its model, settings and samples, so that nothing shows whether it may be added up. " + Collect, Refusal(x, y with { Provenance = null }));
        Assert.Equal("y: is of another model than x: sourceSha256 bb, not aa. Take files of one model.", Refusal(x, y with { Provenance = p with { SourceSha256 = "bb" } }));
        Assert.Equal(
            "f: was measured behind layers normalised otherwise than in x: forward fixed:12, not minibatch. Take files of one method, and of a model with the same stored statistics.",
            Refusal(x, StoredFiles.Of("f", "y", [0], forward: "fixed:12")));
        Assert.Equal(
            "y: differs from x in batchSize: 4, not 2. Collect both with the same settings.\ny: differs from x in seed: 0, not 3. Collect both with the same settings.",
            Refusal(x, y with { Provenance = p with { BatchSize = 4, Seed = 0 } }));
        Assert.Equal("y: has no layer z as in x. Take files of one model.", Refusal(x, y with { Layers = [y.Layers[1]] }));
    }

    [Fact]
    public void Subtract_WhatIsNoPart_IsRefusedWithTheReason()
    {
        StatisticsFile all = StoredFiles.Of("all", "x", [0, 1, 2]);
        StatisticsFile one = StoredFiles.Of("one", "x", [1]);
        ulong[] pair = [all.Samples!.Hashes[0], all.Samples.Hashes[5]];
        StatisticsFile across = one with { Name = "across", Samples = SampleMarks.Sorted(pair.Select(hash => (hash, 0UL, SampleMarks.Batch(pair))), hasBatches: true) };

        Assert.Equal(
            "other: 2 of its 4 samples are not in all. Subtract a file that was merged into it, or a part of its batches made with --shard.",
            Assert.Throws<InputException>(() => StatisticsSum.Subtract(all, StoredFiles.Of("other", "x", [2, 3]))).Message);
        Assert.Equal(
            "across: its batches are not those of all: the same samples, put together otherwise. Subtract a file that was merged into it, or a part of its batches made with --shard.",
            Assert.Throws<InputException>(() => StatisticsSum.Subtract(all, across)).Message);
        Assert.Equal(
            "all: holds all that all holds, so that nothing would be left. Subtract a part of it.",
            Assert.Throws<InputException>(() => StatisticsSum.Subtract(all, all)).Message);
    }

    internal static void AssertEqual(StatisticsFile expected, StatisticsFile actual, double tolerance)
    {
        Assert.Equal(expected.Layers.Select(layer => layer.Name), actual.Layers.Select(layer => layer.Name));
        Assert.Equal(expected.Samples!.Hashes, actual.Samples!.Hashes);
        Assert.Equal(expected.Samples.Domains, actual.Samples.Domains);
        Assert.Equal(expected.Samples.Batches, actual.Samples.Batches);
        foreach ((StoredLayer left, StoredLayer right) in expected.Layers.Zip(actual.Layers))
        {
            Assert.Equal(left.Sums!.Moments.Count, right.Sums!.Moments.Count);
            Assert.Equal(left.Sums.Batches?.Batches, right.Sums.Batches?.Batches);
            for (int c = 0; c < left.Channels; c++)
            {
                double deviation = Math.Sqrt(left.Values!.Variance[c]);
                Assert.True(Math.Abs(left.Values.Mean[c] - right.Values!.Mean[c]) <= tolerance * (Math.Abs(left.Values.Mean[c]) + deviation), $"{left.Name} mean[{c}]: {left.Values.Mean[c]:R} and {right.Values.Mean[c]:R}");
                Assert.True(Math.Abs(left.Values.Variance[c] - right.Values.Variance[c]) <= tolerance * left.Values.Variance[c], $"{left.Name} var[{c}]: {left.Values.Variance[c]:R} and {right.Values.Variance[c]:R}");
            }
        }
    }

    private static string Refusal(params StatisticsFile[] files) => Assert.Throws<InputException>(() => StatisticsSum.Merge(files)).Message;
}
