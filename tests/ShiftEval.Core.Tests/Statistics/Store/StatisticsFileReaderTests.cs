using System.Buffers.Binary;
using ShiftEval.Diagnostics;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Store;
using ShiftEval.Tests.Datasets;

namespace ShiftEval.Tests.Statistics.Store;

/// <summary>Every way in which a file can be wrong has a sentence of its own; nothing is read past the file's end.</summary>
public sealed class StatisticsFileReaderTests
{
    private const string Again = "Collect the statistics again.";
    private const string CopyAgain = "Copy the file again, or collect the statistics again.";
    private const string OtherFile = "Give a .safetensors file that shifteval stats wrote.";
    private const string Good = "{\"__metadata__\":" + RawStore.Values;

    public static TheoryData<string, byte[], string> Wrong() => new()
    {
        { "empty", [], "is cut short: it has 0 bytes, and the length of its header alone takes 8. " + CopyAgain },
        { "half a length", [1, 0, 0], "is cut short: it has 3 bytes, and the length of its header alone takes 8. " + CopyAgain },
        { "a header of 2^60 bytes", Length(1UL << 60), "is not a safetensors file: its header would have 1152921504606846976 bytes. " + OtherFile },
        { "a header of 2^64-1 bytes", Length(ulong.MaxValue), "is not a safetensors file: its header would have 18446744073709551615 bytes. " + OtherFile },
        { "a header longer than the file", Length(100), "is cut short: it has 8 bytes, and its header alone takes 108. " + CopyAgain },
        { "no JSON", RawStore.File("hello"), "is not a safetensors file: its header is not JSON. " + OtherFile },
        { "a list", RawStore.File("[1]"), "is not a safetensors file: its header is not a JSON object. " + OtherFile },
        { "metadata of numbers", RawStore.File("{\"__metadata__\":{\"seed\":1}}"), "its __metadata__ has seed, which is not a text. " + OtherFile },
        { "no format", RawStore.File("{}"), "does not say its format. Give a file of format shifteval.moments/1 or shifteval.statistics/1, as shifteval stats writes them." },
        { "weights", RawStore.File("{\"__metadata__\":{\"format\":\"pt\"}}"), "is of format pt. Give a file of format shifteval.moments/1 or shifteval.statistics/1, as shifteval stats writes them." },
        { "no layers", RawStore.File(Good + "}"), "holds no layers. " + OtherFile },
        { "float16", Tensor("F16", "[1]", 0, 2, 1), "tensor a.mean: is of type F16, and statistics are F64 or U64. " + OtherFile },
        { "no offsets", RawStore.File(Good + ",\"a.mean\":{\"dtype\":\"F64\",\"shape\":[1]}}", 1), "tensor a.mean: its entry is not dtype, shape and data_offsets. " + OtherFile },
        { "a shape of other bytes", Tensor("F64", "[3]", 0, 16, 2), "tensor a.mean: its shape [3] and type F64 do not take the bytes 0 to 16. " + CopyAgain },
        { "a shape that overflows", Tensor("F64", "[4294967296,4294967296]", 0, 0, 0), "tensor a.mean: its shape [4294967296, 4294967296] and type F64 do not take the bytes 0 to 0. " + CopyAgain },
        { "a negative side", Tensor("F64", "[-1]", 0, 8, 1), "tensor a.mean: its entry is not dtype, shape and data_offsets. " + OtherFile },
        { "offsets turned round", Tensor("F64", "[1]", 8, 0, 1), "tensor a.mean: its shape [1] and type F64 do not take the bytes 8 to 0. " + CopyAgain },
        { "outside the file", Tensor("F64", "[2]", 0, 16, 1), "is cut short: tensor a.mean ends at byte 16 of the data, which have 8. " + CopyAgain },
        { "a hole", Pair(0, 8, 16, 24, 3), "tensor a.var: begins at byte 16, and the 8 bytes before it belong to no tensor. " + OtherFile },
        { "an overlap", Pair(0, 8, 0, 8, 1), "tensor a.var: begins at byte 0, which belongs to the tensor before. " + OtherFile },
        { "a trailing byte", [.. Pair(0, 8, 8, 16, 2), 0], "has 1 bytes behind its last tensor. " + CopyAgain },
        { "a name twice", RawStore.File(Good + RawStore.Entry("a.mean", "F64", "[1]", 0, 8) + RawStore.Entry("a.mean", "F64", "[1]", 8, 16) + "}", 1, 2), "has two entries a.mean in its header. " + OtherFile },
        { "no variance", RawStore.Of(RawStore.Values, ("a.mean", [1])), "layer a has no tensor a.var. " + Again },
        { "differing lengths", RawStore.Of(RawStore.Values, ("a.mean", [1, 2]), ("a.var", [1])), "tensor a.var: has 1 channels, the mean of its layer has 2. " + Again },
        { "a negative variance", RawStore.Of(RawStore.Values, ("a.mean", [1, 2]), ("a.var", [1, -0.5])), "tensor a.var: is -0.5 at channel 1, and it is never negative. " + Again },
        { "NaN", RawStore.Of(RawStore.Values, ("a.mean", [double.NaN]), ("a.var", [1])), "tensor a.mean: is not a finite number at channel 0. " + Again },
        { "a stray tensor", RawStore.Of(RawStore.Values, ("a.mean", [1]), ("a.var", [1]), ("a.gain", [1])), "tensor a.gain: belongs to no layer. " + OtherFile },
        { "a negative count", RawStore.Of(RawStore.Moments, ("a.count", [-1]), ("a.mean", [1]), ("a.m2", [1])), "tensor a.count: is not one whole number of at least 0. " + Again },
        { "half a count", RawStore.Of(RawStore.Moments, ("a.count", [1.5]), ("a.mean", [1]), ("a.m2", [1])), "tensor a.count: is not one whole number of at least 0. " + Again },
        { "two counts", RawStore.Of(RawStore.Moments, ("a.count", [1, 1]), ("a.mean", [1, 1]), ("a.m2", [1, 1])), "tensor a.count: is not one whole number of at least 0. " + Again },
        { "a negative m2", RawStore.Of(RawStore.Moments, ("a.count", [1]), ("a.mean", [1]), ("a.m2", [-1e-9])), "tensor a.m2: is -1E-09 at channel 0, and it is never negative. " + Again },
        { "an infinite m2", RawStore.Of(RawStore.Moments, ("a.count", [1]), ("a.mean", [1]), ("a.m2", [double.PositiveInfinity])), "tensor a.m2: is not a finite number at channel 0. " + Again },
        { "sums without batches", RawStore.Of(RawStore.Moments, ("a.count", [1]), ("a.mean", [1]), ("a.m2", [1]), ("a.sum_mean", [1])), "tensor a.batches: is missing. " + Again },
        { "no forward", RawStore.Of("""{"format":"shifteval.moments/1"}""", ("a.count", [1]), ("a.mean", [1]), ("a.m2", [1])), "metadata forward: is missing: what the layers below were normalised with is not known. It is minibatch, population or fixed:SHA; collect the statistics again." },
        { "half a provenance", RawStore.Of("""{"format":"shifteval.statistics/1","sourceSha256":"x","seed":"many"}""", ("a.mean", [1]), ("a.var", [1])), "metadata seed: is many, which is not a whole number. " + Again },
        { "no epsilons", RawStore.Of("""{"format":"shifteval.statistics/1","epsilons":"null"}""", ("a.mean", [1]), ("a.var", [1])), "metadata epsilons: is not one number of at least 0 a layer. " + Again },
        { "no domains", Provenance("null", "0"), "metadata domains: is null, which cannot be. " + Again },
        { "a domain without a name", Provenance("[null]", "0"), "metadata domains: is [null], which cannot be. " + Again },
        { "fewer than no samples", Provenance("[]", "-1"), "metadata samples: is -1, which cannot be. " + Again },
        { "samples as numbers", RawStore.Of(RawStore.Values, ("a.mean", [1]), ("a.var", [1]), ("shifteval.samples", [1])), "tensor shifteval.samples: is not a vector of type U64. " + Again },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Parse_WrongFile_IsRefusedInOneSentence(string what, byte[] bytes, string message)
    {
        Assert.NotEmpty(what);
        Problem problem = Assert.Single(Assert.Throws<InputException>(() => StatisticsFileReader.Parse(bytes, "f.safetensors")).Problems);

        string separator = message.StartsWith("tensor ", StringComparison.Ordinal) || message.StartsWith("metadata ", StringComparison.Ordinal) ? ", " : ": ";
        Assert.Contains(problem.ToString(), new[] { $"f.safetensors{separator}{message}", $"f.safetensors: {message}" });
    }

    [Fact]
    public void Parse_EveryBeginningOfAFile_IsRefused()
    {
        byte[] whole = RawStore.Of(RawStore.Moments, ("a.count", [4]), ("a.mean", [1, 2]), ("a.m2", [1, 0]));
        Assert.Equal(2, StatisticsFileReader.Parse(whole, "f").Layers[0].Channels);

        Assert.All(Enumerable.Range(0, whole.Length), length => Assert.Throws<InputException>(() => StatisticsFileReader.Parse(whole.AsSpan(0, length), "f")));
    }

    [Fact]
    public void Parse_AnyByteChanged_IsReadOrRefusedButNeverBreaks()
    {
        byte[] whole = RawStore.Of(RawStore.Moments, ("a.count", [4]), ("a.mean", [1, 2]), ("a.m2", [1, 0]));
        Random random = new(5);
        for (int round = 0; round < 5000; round++)
        {
            byte[] broken = [.. whole];
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            }

            try
            {
                StatisticsFileReader.Parse(broken, "f");
            }
            catch (InputException)
            {
                // A reason was given.
            }
        }
    }

    [Fact]
    public void Load_FilesThatPythonWrote_GivesTheirNumbers()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "store");

        StatisticsFile moments = StatisticsFileReader.Load(Path.Combine(folder, "moments.safetensors"));
        StatisticsFile values = StatisticsFileReader.Load(Path.Combine(folder, "values.safetensors"));

        Assert.Equal(["stem", "a"], moments.Layers.Select(layer => layer.Name));
        ChannelMoments stem = moments.Layers[0].Sums!.Moments;
        Assert.Equal((8.0, 1.5, -2.25, 4.0, 1e-300), (stem.Count, stem.Mean[0], stem.Mean[1], stem.M2[0], stem.M2[1]));
        Assert.Equal("minibatch", moments.Forward);
        Assert.Null(moments.Provenance);
        Assert.Equal([0.1, 0.2, 0.3], values.Find("größe")!.Values!.Mean);
        Assert.Equal([1.0 / 3, 0, 7e10], values.Find("größe")!.Values!.Variance);
    }

    [Fact]
    public void Load_WhatIsNoFile_IsNamed()
    {
        using TemporaryFolder folder = new();

        Assert.Equal($"{folder.Path}: is a folder. Name the .safetensors file in it.", Assert.Throws<InputException>(() => StatisticsFileReader.Load(folder.Path)).Message);
        Assert.Equal($"{folder.At("no")}: does not exist. Check the path of the statistics file.", Assert.Throws<InputException>(() => StatisticsFileReader.Load(folder.At("no"))).Message);
    }

    private static byte[] Provenance(string domains, string samples) => RawStore.Of(
        """{"format":"shifteval.statistics/1","sourceSha256":"a","parentSha256":"a","spec":"ema","splitRule":"none","splitSeed":"0","method":"stored","estimator":"stored","seed":"0","preprocess":"null","tool":"t",""" + $"\"domains\":\"{domains}\",\"samples\":\"{samples}\"}}",
        ("a.mean", [1]),
        ("a.var", [1]));

    private static byte[] Length(ulong length)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        return bytes;
    }

    private static byte[] Tensor(string type, string shape, long start, long end, int values) =>
        RawStore.File(Good + RawStore.Entry("a.mean", type, shape, start, end) + "}", new double[values]);

    private static byte[] Pair(long start, long end, long otherStart, long otherEnd, int values) =>
        RawStore.File(Good + RawStore.Entry("a.mean", "F64", "[1]", start, end) + RawStore.Entry("a.var", "F64", "[1]", otherStart, otherEnd) + "}", new double[values]);
}
