using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Predictions;
using ShiftEval.Tests.Datasets;

namespace ShiftEval.Tests.Predictions;

public sealed class PredictionReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_LeastThatIsNeeded_FillsInTheRest()
    {
        PredictionTable table = Read("label,p_0,p_1\n1,0.25,0.75\n,0.5,0.5\n");

        Assert.Equal(["0", "1"], table.Classes);
        Assert.Equal([0.25, 0.75, 0.5, 0.5], table.Probabilities);
        Assert.Equal(["1", "2"], table.Rows.Select(row => row.Sample.Id));
        Assert.Equal(["1", "2"], table.Rows.Select(row => row.Sample.Group));
        Assert.All(table.Rows, row => Assert.Equal(("all", "p", "given", null), (row.Sample.Domain, row.Model, row.Statistics, row.Sample.Split)));
        Assert.Equal(["1", null], table.Rows.Select(row => row.Sample.Label));
        Assert.Equal([$"{File()} has no column that names the domain; all its samples are one domain, 'all'. Name the column with --domain-column."], table.Warnings.Select(warning => warning.Message));
    }

    [Theory]
    [InlineData("hospital", "patient")]
    [InlineData("Site", "Slide")]
    public void Read_UsualNames_AreRecognised(string domain, string group)
    {
        PredictionTable table = Read($"ID, {domain} ,{group},Label,predicted,scanner\nx,labA,p1,cat,dog,S\n");

        PredictionRow row = Assert.Single(table.Rows);
        Assert.Equal(("x", "labA", "p1", "cat"), (row.Sample.Id, row.Sample.Domain, row.Sample.Group, row.Sample.Label));
        Assert.Equal("S", row.Sample.Columns["scanner"]);
        Assert.False(row.HasProbabilities);
        Assert.Equal(["cat", "dog"], table.Classes);
        Assert.Equal([0, 1], table.Probabilities);
        Assert.Empty(table.Warnings);
    }

    [Fact]
    public void Read_NamedColumnsAndSplitValues_AreUsed()
    {
        PredictionTable table = Read("path,fold,tumor,stain,p_no,p_yes\na.png,1,no,HE,1,0\n", new PredictionOptions
        {
            Columns = new DatasetOptions { LabelColumn = "tumor", DomainColumn = "stain", SplitColumn = "fold", SplitValues = SplitValues.Parse("test=1") },
        });

        Sample sample = Assert.Single(table.Rows).Sample;
        Assert.Equal(("a.png", "HE", "no", Split.Test), (sample.Id, sample.Domain, sample.Label, sample.Split));
    }

    [Fact]
    public void Read_ClassesOfTheOption_TellOrderAndColumns()
    {
        PredictionTable table = Read("label,domain,p_a,p_b,p_value\nb,x,0.25,0.75,0.01\n", new PredictionOptions { Classes = "b,a" });

        Assert.Equal(["b", "a"], table.Classes);
        Assert.Equal([0.75, 0.25], table.Probabilities);
        Assert.Equal("0.01", table.Rows[0].Sample.Columns["p_value"]);
    }

    [Fact]
    public void Read_LabelsThatAreNumbers_AreInOrderOfNumbers() =>
        Assert.Equal(["2", "9", "10"], Read("label,domain,predicted\n10,x,9\n2,x,2\n").Classes);

    [Fact]
    public void Read_SeveralFiles_AreOneTableInTheOrderOfTheFirstsClasses()
    {
        string first = folder.Write("m1.csv", "id,label,domain,p_b,p_a\nx,a,L,0.25,0.75\n");
        string second = folder.Write("m2.csv", "id,label,domain,p_a,p_b\nx,a,L,1,0\n");
        string third = folder.Write("m3.tsv", "id\tlabel\tdomain\tpredicted\nx\ta\tL\tb\n");
        PredictionTable table = PredictionReader.Read([first, second, third], new PredictionOptions());

        Assert.Equal(["b", "a"], table.Classes);
        Assert.Equal([0.25, 0.75, 0, 1, 1, 0], table.Probabilities);
        Assert.Equal(["m1", "m2", "m3"], table.Rows.Select(row => row.Model));
        Assert.Equal([true, true, false], table.Rows.Select(row => row.HasProbabilities));
    }

    [Fact]
    public void Read_PredictedBesidesTheMostProbable_IsToldOf()
    {
        PredictionTable table = Read("label,domain,predicted,p_a,p_b\na,x,b,0.6,0.4\na,x,a,0.6,0.4\nb,x,b,0.5,0.5\n");

        Assert.Equal(
            [$"1 row of {File()} where 'predicted' is not the most probable class, which is what is scored: line 2. Leave the columns of the probabilities out to score 'predicted'."],
            table.Warnings.Select(warning => warning.Message));
    }

    [Theory]
    [InlineData("", "FILE: is empty. Start it with a line of column names, then one row per sample.")]
    [InlineData("label,p_a,p_b,domain\n", "FILE: has columns but no rows. Add one row per sample.")]
    [InlineData("id,p_a,p_b,domain\nx,1,0,L\n", "FILE: has no column 'label' (columns: id, p_a, p_b, domain). Name the column of the true class with --label-column; it may be empty where the class is not known.")]
    [InlineData("label,score,domain\na,1,L\n", "FILE: has neither columns of probabilities nor a column 'predicted' (columns: label, score, domain). Name the column of each class's probability p_CLASS, as in p_cat, or that of the predicted class 'predicted'.")]
    [InlineData("label,p_1,domain\n1,0.2,L\n", "FILE: has the probability of one class only, 'p_1'. Give each class a column, the second of two classes too; their probabilities sum to 1.")]
    [InlineData("label;p_a;p_b\na;1;0\n", "FILE: its header 'label;p_a;p_b' is one column with semicolons in it; columns of a .csv are separated by commas. Save it with commas.")]
    [InlineData("label,label,p_a,p_b\na,a,1,0\n", "FILE: its header names the column 'label' 2 times. Rename or remove all but one.")]
    [InlineData("label,p_a,p_b,site,lab\na,1,0,L,M\n", "FILE: several columns could name the domain: site, lab. Choose one with --domain-column.")]
    [InlineData("label,p_a,p_b,domain\na,yes,,L\na,1,0,L\n", "FILE: 2 probabilities are no number: line 2, p_a: 'yes', line 2, p_b: ''. Write numbers with a decimal point, as in 0.25 or 1e-05.")]
    [InlineData("label,p_a,p_b,domain\na,\"0,5\",0.5,L\n", "FILE: 1 probability is no number: line 2, p_a: '0,5'. Write numbers with a decimal point, as in 0.25 or 1e-05.")]
    [InlineData("label,p_a,p_b,domain\na,NaN,Infinity,L\na,-0.1,1.1,L\n", "FILE: 4 probabilities are not within 0 and 1: line 2, p_a: NaN, line 2, p_b: Infinity, line 3, p_a: -0.1, line 3, p_b: 1.1. Write the softmax of the scores, not the scores themselves.")]
    [InlineData("label,p_a,p_b,domain\na,0.9,0.8,L\na,0.5,0.495,L\n", "FILE: 1 row's probabilities do not sum to 1 within 0.01: line 2: 1.7. Give every class a column, and one class to a sample; several classes at once are not supported.")]
    [InlineData("label,p_cat,p_dog,domain\ncta,1,0,L\n", "FILE: the label 'cta' (line 2) is not a class of FILE (nearest first: cat, dog). Write classes as the columns of the probabilities do, or name them with --classes.")]
    [InlineData("label,predicted,p_a,p_b,domain\na,c,1,0,L\na,,1,0,L\n", "FILE: the prediction 'c' (line 2) is not a class of FILE (nearest first: a, b). Write classes as the columns of the probabilities do, or name them with --classes.|FILE: 1 row has an empty 'predicted': line 3. Say what was predicted in every row, or leave the column out.")]
    [InlineData("id,label,p_a,p_b,domain\nx,a,1,0,L\nx,a,0,1,L\n", "FILE: 1 row predicts a sample of an earlier row with the same model and statistics: x (line 2 and line 3, p with given). Keep one row per sample, or tell them apart with the columns id, model or statistics.")]
    [InlineData("id,label,p_a,p_b,domain\n,a,1,0,\n", "FILE: 1 row has an empty 'domain': line 2. Name every row's domain.|FILE: 1 row has an empty 'id': line 2. Name every sample, or leave the column out.")]
    [InlineData("label,p_a,p_b,domain,split\na,1,0,L,val\na,1\n", "FILE: 1 row does not have the header's 5 fields: line 3 has 2. Give every row as many fields as the header, and quote a text that holds a separator.|FILE: 'val' in column 'split' is not train, adapt or test (line 2). Say what it stands for with --split-values, as in --split-values adapt=val.")]
    [InlineData("label,p_a,p_b,domain\n\"a,1,0,L\n", "FILE, line 2: a quoted text does not end before a separator or the end of the row. Close every quoted text, and double a quote inside one.")]
    public void Read_WhatCannotBeUsed_IsRefusedWithTheWholeMessage(string text, string expected)
    {
        InputException refused = Assert.Throws<InputException>(() => Read(text));

        Assert.Equal(expected.Replace("FILE", File(), StringComparison.Ordinal), refused.Message.Replace('\n', '|'));
    }

    [Fact]
    public void Read_OtherClassesInTheSecondFile_IsRefused()
    {
        string first = folder.Write("m1.csv", "id,label,domain,p_a,p_b\nx,a,L,0.25,0.75\n");
        string second = folder.Write("m2.csv", "id,label,domain,p_a,p_c\nx,a,L,1,0\n");
        InputException refused = Assert.Throws<InputException>(() => PredictionReader.Read([first, second], new PredictionOptions()));

        Assert.Equal($"{second}: has other classes than {first}: it lacks b and adds c. Score files of the same classes together.", refused.Message);
    }

    [Fact]
    public void Read_SeveralBrokenFiles_NamesTheProblemsOfAll()
    {
        string first = folder.Write("m1.csv", "id,label\nx,a\n");
        string second = folder.Write("m2.txt", "");
        string third = folder.At("m3.csv");
        InputException refused = Assert.Throws<InputException>(() => PredictionReader.Read([first, second, third], new PredictionOptions { Classes = "a" }));

        Assert.Equal(
            [
                "--classes: 'a' is neither a file nor a list of names. Separate names by commas, or name a file with one name a line.",
                $"{first}: has neither columns of probabilities nor a column 'predicted' (columns: id, label). Name the column of each class's probability p_CLASS, as in p_cat, or that of the predicted class 'predicted'.",
                $"{second}: is neither a .csv, a .tsv nor a .parquet file. Save the predictions in one of these formats, and end the name so.",
                $"{third}: does not exist. Name a .csv, .tsv or .parquet file of predictions.",
            ],
            refused.Problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public void Read_ManyBrokenRows_NamesTwentyAndCountsTheRest()
    {
        string rows = string.Concat(Enumerable.Range(0, 100).Select(i => $"a,{i + 2},0,L\n"));
        InputException refused = Assert.Throws<InputException>(() => Read($"label,p_a,p_b,domain\n{rows}"));

        Assert.StartsWith($"{File()}: 100 probabilities are not within 0 and 1: line 2, p_a: 2, line 3, p_a: 3,", refused.Message, StringComparison.Ordinal);
        Assert.Contains("line 21, p_a: 21 and 80 more.", refused.Message, StringComparison.Ordinal);
    }

    private string File() => folder.At("p.csv");

    private PredictionTable Read(string text, PredictionOptions? options = null) => PredictionReader.Read([folder.Write("p.csv", text)], options ?? new PredictionOptions());
}
