using System.Globalization;
using ShiftEval.Datasets;
using ShiftEval.Predictions;
using ShiftEval.Tests.Datasets;

namespace ShiftEval.Tests.Predictions;

public sealed class PredictionRoundTripTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("p.csv", "")]
    [InlineData("p.parquet", "")]
    [InlineData("p.csv", "de-DE")]
    [InlineData("p.csv", "ar-SA")]
    [InlineData("p.parquet", "ar-SA")]
    public void WriteThenRead_HostileTextsAndTinyNumbers_GivesBackTheSame(string name, string culture)
    {
        PredictionTable table = Hostile();
        PredictionTable read = In(culture, () =>
        {
            PredictionWriter.Write(folder.At(name), table);
            return PredictionReader.Read([folder.At(name)], new PredictionOptions());
        });

        Assert.Equal(table.Classes, read.Classes);
        Assert.Equal(table.Probabilities.Select(BitConverter.DoubleToInt64Bits), read.Probabilities.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(table.Rows.Select(Describe), read.Rows.Select(Describe));
        Assert.Empty(read.Warnings);
        Assert.True(read.HasProbabilities);
    }

    [Theory]
    [InlineData("p.csv")]
    [InlineData("p.parquet")]
    public void Write_TwiceTheSameTable_GivesTheSameBytes(string name)
    {
        PredictionWriter.Write(folder.At(name), Hostile());
        PredictionWriter.Write(folder.At($"again-{name}"), Hostile());
        PredictionWriter.Write(folder.At($"third-{name}"), PredictionReader.Read([folder.At(name)], new PredictionOptions()));

        Assert.Equal(File.ReadAllBytes(folder.At(name)), File.ReadAllBytes(folder.At($"again-{name}")));
        Assert.Equal(File.ReadAllBytes(folder.At(name)), File.ReadAllBytes(folder.At($"third-{name}")));
    }

    [Fact]
    public void Write_Csv_IsWhatThePageSays()
    {
        Sample sample = new()
        {
            Id = "a,b.png",
            Path = "",
            Domain = "labA",
            Group = "p1",
            Split = Split.Test,
            Columns = new Dictionary<string, string> { ["stain"] = "=HE", ["model"] = "DM4" },
        };
        PredictionWriter.Write(folder.At("p.csv"), new PredictionTable(["cat", "dog"], [new PredictionRow(sample, "m.onnx", "ema")], [0.1, 0.9]));

        Assert.Equal(
            "id,domain,group,split,model,statistics,label,predicted,p_cat,p_dog,stain,manifest.model\n"
                + "\"a,b.png\",labA,p1,test,m.onnx,ema,,dog,0.1,0.9,=HE,DM4\n",
            File.ReadAllText(folder.At("p.csv")));
    }

    [Theory]
    [InlineData("p.csv")]
    [InlineData("p.parquet")]
    public void WriteThenRead_PredictionsAlone_HaveNoProbabilities(string name)
    {
        PredictionTable given = Hostile();
        PredictionTable table = new(["x", "y"], [.. given.Rows.Take(2).Select((row, i) => row with { Sample = row.Sample with { Label = i == 0 ? "x" : "y" }, HasProbabilities = false })], [0, 1, 0, 1]);
        PredictionWriter.Write(folder.At(name), table);
        PredictionTable read = PredictionReader.Read([folder.At(name)], new PredictionOptions());

        Assert.False(read.HasProbabilities);
        Assert.Equal(["x", "y"], read.Classes);
        Assert.Equal(table.Probabilities, read.Probabilities);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Write_NumberThatIsNone_WritesNothing(double value)
    {
        PredictionTable table = Hostile();
        table.Probabilities[1] = value;

        Assert.Throws<ArgumentException>(() => PredictionWriter.Write(folder.At("p.csv"), table));
        Assert.False(File.Exists(folder.At("p.csv")));
    }

    private static PredictionTable Hostile()
    {
        string[] texts = ["plain", "with,comma", "quote\"inside", "two\nlines", "carriage\r\nreturn", "=1+1", "@cmd", " spaces ", "ümlaut 😀", "\uFEFFmark", "\uFFFF", "tab\there", "p_x", "nul\0"];
        string[] classes = ["a", "b,c", "d\"e", " f ", "g/h", "i.j"];
        PredictionRow[] rows = [.. texts.Select((text, i) => new PredictionRow(
            new Sample
            {
                Id = text,
                Path = "",
                Domain = i % 2 == 0 ? text : "labB",
                Group = text,
                Split = i % 3 == 0 ? null : Split.Test,
                Label = i % 4 == 0 ? null : classes[i % classes.Length],
                Columns = new Dictionary<string, string> { ["site"] = text, ["a \"strange\", name"] = i.ToString(CultureInfo.InvariantCulture) },
            },
            i < 7 ? "m,1" : text,
            i < 7 ? "mix:N=16" : "ema"))];
        double[] probabilities = new double[rows.Length * classes.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            double rest = 1;
            for (int c = 1; c < classes.Length; c++)
            {
                double own = (i + c) % 5 == 0 ? double.Epsilon : 1.0 / (3 + i + (7 * c));
                probabilities[(i * classes.Length) + c] = own;
                rest -= own;
            }

            probabilities[i * classes.Length] = rest;
        }

        return new PredictionTable(classes, rows, probabilities);
    }

    private static string Describe(PredictionRow row) =>
        $"{row.Sample.Id}|{row.Sample.Domain}|{row.Sample.Group}|{row.Sample.Split}|{row.Sample.Label}|{row.Model}|{row.Statistics}|{row.HasProbabilities}|"
        + string.Join(';', row.Sample.Columns.Select(pair => $"{pair.Key}={pair.Value}"));

    // Without globalization data the names alone would change nothing.
    private static T In<T>(string culture, Func<T> run)
    {
        CultureInfo before = Thread.CurrentThread.CurrentCulture;
        CultureInfo other = (CultureInfo)CultureInfo.GetCultureInfo(culture).Clone();
        if (culture.Length > 0)
        {
            other.NumberFormat.NumberDecimalSeparator = ",";
            other.NumberFormat.NegativeSign = "\u061C-";
        }

        Thread.CurrentThread.CurrentCulture = other;
        try
        {
            return run();
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }
}
