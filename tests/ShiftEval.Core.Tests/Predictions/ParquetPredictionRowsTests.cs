using Parquet;
using Parquet.Schema;
using ShiftEval.Diagnostics;
using ShiftEval.Predictions;
using ShiftEval.Tests.Datasets;

namespace ShiftEval.Tests.Predictions;

public sealed class ParquetPredictionRowsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Read_OtherPhysicalTypes_AreUnderstood()
    {
        ParquetSchema schema = new(
            new DataField<long>("id"),
            new DataField<string>("site", nullable: false),
            new DataField<int?>("label"),
            new DataField<float>("p_0"),
            new DataField<decimal>("p_1"),
            new DataField<bool>("urgent"),
            new DataField<double?>("age"),
            new DataField<DateTime>("taken"),
            new DataField<byte[]>("slide"));
        string path = await Write(schema, CompressionMethod.Zstd, 2, async (group, start) =>
        {
            await group.WriteAsync<long>(schema.DataFields[0], new[] { start, start + 1L });
            await group.WriteAsync(schema.DataFields[1], ["labA", "labA"]);
            await group.WriteAsync<int>(schema.DataFields[2], new int?[] { 1, null });
            await group.WriteAsync<float>(schema.DataFields[3], new[] { 0.25f, 0.1f });
            await group.WriteAsync<decimal>(schema.DataFields[4], new[] { 0.75m, 0.9m });
            await group.WriteAsync<bool>(schema.DataFields[5], new[] { true, false });
            await group.WriteAsync<double>(schema.DataFields[6], new double?[] { null, 61.5 });
            await group.WriteAsync<DateTime>(schema.DataFields[7], new DateTime[2]);
            await group.WriteAsync(schema.DataFields[8], [[65], [66]]);
        });

        PredictionTable table = PredictionReader.Read([path], new PredictionOptions());

        Assert.Equal([0.25, 0.75, 0.1f, 0.9, 0.25, 0.75, 0.1f, 0.9], table.Probabilities);
        Assert.Equal(["0", "1", "2", "3"], table.Rows.Select(row => row.Sample.Id));
        Assert.Equal(["1", null, "1", null], table.Rows.Select(row => row.Sample.Label));
        Assert.Equal(["A", "B", "A", "B"], table.Rows.Select(row => row.Sample.Group));
        Assert.Equal([("urgent", "True"), ("age", "")], table.Rows[0].Sample.Columns.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal([("urgent", "False"), ("age", "61.5")], table.Rows[3].Sample.Columns.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal("labA", table.Rows[2].Sample.Domain);
    }

    [Fact]
    public async Task Read_TypesThatCannotPlayTheirRole_AreRefusedTogether()
    {
        ParquetSchema schema = new(new DataField<DateTime>("label"), new DataField<string>("p_a"), new DataField<double?>("p_b"), new DataField<string>("domain"));
        string path = await Write(schema, CompressionMethod.None, 1, async (group, _) =>
        {
            await group.WriteAsync<DateTime>(schema.DataFields[0], new DateTime[1]);
            await group.WriteAsync(schema.DataFields[1], ["0.5"]);
            await group.WriteAsync<double>(schema.DataFields[2], new double?[] { null });
            await group.WriteAsync(schema.DataFields[3], ["L"]);
        });

        Assert.Equal(
            $"{path}: its column 'p_a' holds texts, not numbers. Write probabilities as 64-bit floating-point numbers (double).\n"
                + $"{path}: its column 'label' holds values of type DateTime, not texts. Write texts or whole numbers.",
            Assert.Throws<InputException>(() => PredictionReader.Read([path], new PredictionOptions())).Message);
    }

    [Fact]
    public async Task Read_ColumnOfLists_IsRefusedAsAProbabilityAndElseLeftOut()
    {
        ParquetSchema schema = new(new DataField<string>("label"), new DataField<double[]>("p_a"), new DataField<double>("p_b"), new DataField<string>("domain"));
        string path = await Write(schema, CompressionMethod.None, 1, async (group, _) =>
        {
            await group.WriteAsync(schema.DataFields[0], ["a"]);
            await group.WriteAsync<double>(schema.DataFields[1], new[] { 0.5, 0.5 }, new[] { 0, 1 });
            await group.WriteAsync<double>(schema.DataFields[2], new[] { 0.5 });
            await group.WriteAsync(schema.DataFields[3], ["L"]);
        });

        Assert.Equal(
            $"{path}: its column 'p_a' holds lists or structures, not numbers. Write probabilities as 64-bit floating-point numbers (double).",
            Assert.Throws<InputException>(() => PredictionReader.Read([path], new PredictionOptions())).Message);
    }

    [Fact]
    public async Task Read_MissingProbability_NamesTheRow()
    {
        ParquetSchema schema = new(new DataField<string>("label"), new DataField<double?>("p_a"), new DataField<double?>("p_b"), new DataField<string>("domain"));
        string path = await Write(schema, CompressionMethod.Snappy, 1, async (group, _) =>
        {
            await group.WriteAsync(schema.DataFields[0], ["a", "b"]);
            await group.WriteAsync<double>(schema.DataFields[1], new double?[] { 1, null });
            await group.WriteAsync<double>(schema.DataFields[2], new double?[] { 0, double.PositiveInfinity });
            await group.WriteAsync(schema.DataFields[3], ["L", "L"]);
        });

        Assert.Equal(
            $"{path}: 1 probability is no number: row 2, p_a: ''. Write numbers with a decimal point, as in 0.25 or 1e-05.\n"
                + $"{path}: 1 probability is not within 0 and 1: row 2, p_b: Infinity. Write the softmax of the scores, not the scores themselves.",
            Assert.Throws<InputException>(() => PredictionReader.Read([path], new PredictionOptions())).Message);
    }

    [Fact]
    public async Task Read_CutOffAnywhere_IsRefused()
    {
        string path = await Small();
        byte[] whole = await File.ReadAllBytesAsync(path);
        string cut = folder.At("cut.parquet");
        for (int length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(cut, whole[..length]);
            Assert.Equal(
                $"{cut}: cannot be read (it is damaged, cut off or no Parquet file). Write it anew, or check that the file may be read.",
                Assert.Throws<InputException>(() => PredictionReader.Read([cut], new PredictionOptions())).Message);
        }
    }

    [Fact]
    public async Task Read_AnyByteChanged_IsReadOrRefusedButNeverFails()
    {
        string path = await Small();
        byte[] whole = await File.ReadAllBytesAsync(path);
        string changed = folder.At("changed.parquet");
        for (int i = 0; i < whole.Length; i++)
        {
            foreach (byte value in new byte[] { 0, 0x7F, 0xFF, (byte)(whole[i] ^ 1) })
            {
                byte[] other = [.. whole];
                other[i] = value;
                await File.WriteAllBytesAsync(changed, other);
                try
                {
                    PredictionReader.Read([changed], new PredictionOptions());
                }
                catch (InputException exception)
                {
                    Assert.Contains("changed.parquet", exception.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public void Read_FooterNestedWithoutEnd_IsRefused()
    {
        byte[] nested = new byte[1_000_000];
        Array.Fill(nested, (byte)0x19);
        string path = folder.At("nested.parquet");
        File.WriteAllBytes(path, [.. "PAR1"u8, .. nested, .. BitConverter.GetBytes(nested.Length), .. "PAR1"u8]);

        Assert.EndsWith("(it is damaged, cut off or no Parquet file). Write it anew, or check that the file may be read.", Assert.Throws<InputException>(() => PredictionReader.Read([path], new PredictionOptions())).Message, StringComparison.Ordinal);
    }

    private async Task<string> Small()
    {
        ParquetSchema schema = new(new DataField<string>("label"), new DataField<double>("p_a"), new DataField<double>("p_b"), new DataField<string>("domain"));
        return await Write(schema, CompressionMethod.Snappy, 1, async (group, _) =>
        {
            await group.WriteAsync(schema.DataFields[0], ["a", "b"]);
            await group.WriteAsync<double>(schema.DataFields[1], new[] { 1.0, 0.25 });
            await group.WriteAsync<double>(schema.DataFields[2], new[] { 0.0, 0.75 });
            await group.WriteAsync(schema.DataFields[3], ["L", "L"]);
        });
    }

    private async Task<string> Write(ParquetSchema schema, CompressionMethod compression, int groups, Func<ParquetRowGroupWriter, long, Task> write)
    {
        string path = folder.At("p.parquet");
        await using FileStream stream = new(path, FileMode.Create);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream, new ParquetOptions { CompressionMethod = compression });
        for (int g = 0; g < groups; g++)
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await write(group, 2 * g);
        }

        return path;
    }
}
