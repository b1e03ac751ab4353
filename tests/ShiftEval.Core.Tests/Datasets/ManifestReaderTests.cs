using System.Globalization;
using System.Text;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Tests.Datasets;

public sealed class ManifestReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_UsualColumns_AreRecognised()
    {
        Dataset dataset = Read("path,label,lab,group,split,stain\na.png,cat,labB,p1,train,HE\nsub/b.png,,labA,p2,Test,PAS\n");

        Assert.Equal(["labA", "labB"], dataset.Domains);
        Assert.Equal(("lab", "label", "group", "split"), (dataset.DomainColumn, dataset.LabelColumn, dataset.GroupColumn, dataset.SplitColumn));
        Assert.True(dataset.HasSplits && dataset.HasGroups);
        Assert.Empty(dataset.Warnings);
        Assert.Equal(2, dataset.Samples.Count);
        Sample first = dataset.Samples[0];
        Assert.Equal(("a.png", folder.At("a.png"), "labB", "p1", Split.Train, "cat", 2), (first.Id, first.Path, first.Domain, first.Group, first.Split, first.Label, first.RowNumber));
        Assert.Equal(new KeyValuePair<string, string>("stain", "HE"), Assert.Single(first.Columns));
        Sample second = dataset.Samples[1];
        Assert.Equal(("sub/b.png", folder.At("sub/b.png"), null, Split.Test, 3), (second.Id, second.Path, second.Label, second.Split, second.RowNumber));
        Assert.True(second.Columns.TryGetValue("stain", out string? stain));
        Assert.Equal("PAS", stain);
        Assert.False(second.Columns.ContainsKey("label"));
        Assert.False(second.Columns.TryGetValue("Stain", out _));
    }

    [Theory]
    [InlineData("domain")]
    [InlineData("source")]
    [InlineData("site")]
    [InlineData("lab")]
    [InlineData("hospital")]
    [InlineData("center")]
    [InlineData("centre")]
    [InlineData("Hospital")]
    public void Read_EachDomainName_IsRecognised(string column) =>
        Assert.Equal(column, Read($"path,{column}\na.png,labA\n").DomainColumn);

    [Fact]
    public void Read_BomCarriageReturnsQuotesAndBlankLines_CountsLinesAsAnEditorDoes()
    {
        folder.Touch("a, \"1\".png", "b.png", "c.png");
        string path = folder.At("manifest.csv");
        File.WriteAllText(
            path,
            "\r\npath,lab,note\r\n\"a, \"\"1\"\".png\",labA,\"two\r\nlines\"\r\n\r\nb.png,labA,\r\n  \r\nc.png,labA,\"\"",
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Dataset dataset = DatasetReader.Read(path, new DatasetOptions());

        Assert.Equal(["a, \"1\".png", "b.png", "c.png"], dataset.Samples.Select(sample => sample.Id));
        Assert.Equal([3, 6, 8], dataset.Samples.Select(sample => sample.RowNumber));
        Assert.Equal(["two\r\nlines", "", ""], dataset.Samples.Select(sample => sample.Columns["note"]));
    }

    [Fact]
    public void Read_OldMacLineEnds_AreLines() =>
        Assert.Equal([2, 4], Read("path,lab\ra.png,labA\r\rb.png,labA\r").Samples.Select(sample => sample.RowNumber));

    [Fact]
    public void Read_Tsv_IsSeparatedByTabs()
    {
        folder.Touch("a,1.png");
        string path = folder.Write("manifest.tsv", "path\tsite\na,1.png\tlab A\n");

        Sample sample = Assert.Single(DatasetReader.Read(path, new DatasetOptions()).Samples);

        Assert.Equal(("a,1.png", "lab A"), (sample.Id, sample.Domain));
    }

    [Fact]
    public void Read_LineThatStartsWithHash_IsARowAndNoComment() =>
        Assert.Equal(["#a.png"], Read("path,lab\n#a.png,labA\n").Samples.Select(sample => sample.Id));

    [Fact]
    public void Read_NoGroupColumn_MakesEverySampleItsOwnGroup()
    {
        Dataset dataset = Read("path,lab\na.png,labA\nb.png,labA\n");

        Assert.False(dataset.HasGroups);
        Assert.Equal(["a.png", "b.png"], dataset.Samples.Select(sample => sample.Group));
    }

    [Fact]
    public void Read_EmptyGroup_IsItsOwnGroupWithAWarning()
    {
        Dataset dataset = Read("path,lab,patient\na.png,labA,\nb.png,labA,p1\nc.png,labA,\n");

        Assert.Equal(["a.png", "p1", "c.png"], dataset.Samples.Select(sample => sample.Group));
        Warning warning = Assert.Single(dataset.Warnings);
        Assert.Equal("empty-group", warning.Code);
        Assert.Equal($"2 rows of {folder.At("manifest.csv")} with an empty 'patient' count as a group each: line 2, line 4.", warning.Message);
    }

    [Fact]
    public void Read_SeveralGroupColumns_TakesTheFirstInTheOrderOfTheContractWithANote()
    {
        Dataset dataset = Read("path,lab,slide,patient\na.png,labA,s1,p1\n");

        Assert.Equal("patient", dataset.GroupColumn);
        Assert.Equal("s1", dataset.Samples[0].Columns["slide"]);
        Warning warning = Assert.Single(dataset.Warnings);
        Assert.Equal("group-column", warning.Code);
        Assert.Equal($"groups are the values of 'patient'; {folder.At("manifest.csv")} also has slide. Choose with --group-column.", warning.Message);
    }

    [Fact]
    public void Read_NoDomainColumn_IsOneDomainNamedAfterTheFileWithAWarning()
    {
        Dataset dataset = Read("path,label\na.png,cat\n");

        Assert.Equal(["manifest"], dataset.Domains);
        Assert.Null(dataset.DomainColumn);
        Warning warning = Assert.Single(dataset.Warnings);
        Assert.Equal("no-domain-column", warning.Code);
        Assert.Equal(
            $"{folder.At("manifest.csv")} has no column that names the domain; all its samples are one domain, 'manifest'. Name the column with --domain-column.",
            warning.Message);
    }

    [Fact]
    public void Read_ColumnNamedByAnOption_IsNotRecognisedInAnotherRole()
    {
        Dataset dataset = Read("path,patient,slide\na.png,p1,s1\n", new DatasetOptions { DomainColumn = "patient" });

        Assert.Equal(("patient", "slide"), (dataset.DomainColumn, dataset.GroupColumn));
        Assert.Empty(dataset.Warnings);
    }

    [Fact]
    public void Read_CamelyonManifest_IsReadByOptions()
    {
        string fixture = Path.Combine(AppContext.BaseDirectory, "Fixtures", "datasets", "camelyon17.csv");
        string path = folder.Write("metadata.csv", File.ReadAllText(fixture));
        string[][] rows = [.. File.ReadLines(fixture).Skip(1).Select(line => line.Split(','))];
        string[] images = [.. rows.Select(row => $"patches/patient_{row[1]}_node_{row[2]}/patch_patient_{row[1]}_node_{row[2]}_x_{row[3]}_y_{row[4]}.png")];
        folder.Touch(images);

        Dataset dataset = DatasetReader.Read(path, new DatasetOptions
        {
            LabelColumn = "tumor",
            SplitValues = SplitValues.Parse("train=0,test=1"),
            PathTemplate = "patches/patient_{patient}_node_{node}/patch_patient_{patient}_node_{node}_x_{x_coord}_y_{y_coord}.png",
        });

        Assert.Equal(20, dataset.Samples.Count);
        Assert.Equal(images, dataset.Samples.Select(sample => sample.Id));
        Assert.Equal(rows.Select(row => row[1]), dataset.Samples.Select(sample => sample.Group));
        Assert.Equal("004", dataset.Samples[0].Group);
        Assert.Equal(rows.Select(row => row[5]), dataset.Samples.Select(sample => sample.Label));
        Assert.Equal(["0", "1", "2"], dataset.Domains);
        Assert.Equal(rows.Select(row => row[8] == "0" ? Split.Train : Split.Test), dataset.Samples.Select(sample => sample.Split!.Value));
        Assert.Equal(["node", "slide", "x_coord", "y_coord"], dataset.Samples[0].Columns.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("group-column", Assert.Single(dataset.Warnings).Code);
    }

    [Fact]
    public void Read_GroupInTrainAndTest_WarnsForThatDomain()
    {
        Dataset dataset = Read("path,lab,group,split\na.png,labA,p1,train\nb.png,labA,p1,test\nc.png,labB,p2,train\nd.png,labA,p2,test\n");

        Warning warning = Assert.Single(dataset.Warnings);
        Assert.Equal(("group-in-train-and-test", "labA"), (warning.Code, warning.Domain));
        Assert.Equal("1 group of domain 'labA' in both train and test: p1. Its test figures flatter the model.", warning.Message);
    }

    [Fact]
    public void Read_GroupInAdaptAndTest_IsRefusedPerDomain() =>
        Assert.Equal(
            [
                $"{folder.At("manifest.csv")}, domain 'labA': 1 group is in both adapt and test: p1. Give all rows of a group the same split.",
                $"{folder.At("manifest.csv")}, domain 'labB': 2 groups are in both adapt and test: p1, p2. Give all rows of a group the same split.",
            ],
            Refusal("""
                path,lab,group,split
                a.png,labB,p2,adapt
                b.png,labB,p1,adapt
                c.png,labB,p1,test
                d.png,labB,p2,test
                e.png,labA,p1,adapt
                f.png,labA,p1,test
                g.png,labA,p3,test
                h.png,labB,p3,adapt

                """));

    [Fact]
    public void Read_EveryKindOfRowProblem_IsToldAtOnce()
    {
        string manifest = folder.At("manifest.csv");
        Assert.Equal(
            [
                $"{manifest}: 2 rows do not have the header's 3 fields: line 2 has 2, line 3 has 4. Give every row as many fields as the header, and quote a text that holds a separator.",
                $"{manifest}: 1 row has an empty path: line 4. Give every row the path of its image.",
                $"{manifest}: 1 row has an empty 'lab': line 5. Name every row's domain.",
                $"{manifest}: 1 row has an empty 'split': line 6. Fill the column, or remove it to have the samples divided by group.",
                $"{manifest}: 'val' in column 'split' is not train, adapt or test (line 7, line 8). Say what it stands for with --split-values, as in --split-values adapt=val.",
                $"{manifest}: 1 row names an image of an earlier row: ./i.png (line 9 and line 10). Keep one row per image.",
                $"{manifest}: 1 image does not exist: missing.png (line 11). Correct the paths, which are relative to {folder.Path}, or remove the rows.",
            ],
            Refusal(
                """
                path,lab,split
                a.png,labA
                b.png,labA,test,x
                ,labA,test
                d.png, ,test
                e.png,labA,
                f.png,labA,val
                g.png,labA,val
                i.png,labA,test
                ./i.png,labA,test
                missing.png,labA,test

                """,
                missing: "missing.png"));
    }

    [Fact]
    public void Read_ManyProblemsOfAKind_ListsTwentyAndCountsTheRest()
    {
        StringBuilder text = new("path,lab\n");
        for (int i = 0; i < 25; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i}.png,\n");
        }

        string lines = string.Join(", ", Enumerable.Range(2, 20).Select(line => $"line {line}"));
        Assert.Equal([$"{folder.At("manifest.csv")}: 25 rows have an empty 'lab': {lines} and 5 more. Name every row's domain."], Refusal(text.ToString()));
    }

    [Fact]
    public void Read_ManyUnknownSplits_ListsTwentyTextsAndCountsTheRest()
    {
        StringBuilder text = new("path,lab,split\n");
        for (int i = 0; i < 23; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i}.png,labA,s{i}\n");
        }

        string[] problems = Refusal(text.ToString());

        Assert.Equal(21, problems.Length);
        Assert.Equal($"{folder.At("manifest.csv")}: 3 more texts in column 'split' are no splits either. Name the column that holds train, adapt or test with --split-column.", problems[20]);
    }

    [Fact]
    public void Read_SplitTextThatIsNotMapped_IsRefusedEvenIfItIsTrain() =>
        Assert.Equal(
            [$"{folder.At("manifest.csv")}: 'train' in column 'split' is not mapped by --split-values (line 3). Say what it stands for with --split-values, as in --split-values adapt=train."],
            Refusal("path,lab,split\na.png,labA,0\nb.png,labA,train\n", new DatasetOptions { SplitValues = SplitValues.Parse("test=0") }));

    [Fact]
    public void Read_LinkToNowhere_IsAMissingImage()
    {
        string path = folder.Write("manifest.csv", "path,lab\nlink.png,labA\nhere.png,labA\n");
        folder.Touch("target.png");
        File.CreateSymbolicLink(folder.At("link.png"), folder.At("nowhere.png"));
        File.CreateSymbolicLink(folder.At("here.png"), folder.At("target.png"));

        InputException refused = Assert.Throws<InputException>(() => DatasetReader.Read(path, new DatasetOptions()));

        Assert.Equal(
            $"{path}: 1 image does not exist: link.png (line 2). Correct the paths, which are relative to {folder.Path}, or remove the rows.",
            refused.Message);
    }

    [Theory]
    [InlineData("", "MANIFEST: is empty. Start it with a line of column names, then one row per image.")]
    [InlineData("\n\n", "MANIFEST: is empty. Start it with a line of column names, then one row per image.")]
    [InlineData("path,lab\n", "MANIFEST: has a header but no rows. Add one row per image.")]
    [InlineData("path;lab\na;b\n", "MANIFEST: its header 'path;lab' is one column with semicolons in it; columns of a .csv are separated by commas. Save it with commas.")]
    [InlineData("path\tlab\n", "MANIFEST: its header 'path lab' is one column with tabs in it; columns of a .csv are separated by commas. Save it with commas.")]
    [InlineData("path,lab,path\n", "MANIFEST: its header names the column 'path' 2 times. Rename or remove all but one.")]
    [InlineData("file,lab\n", "MANIFEST: has no column 'path' (columns: file, lab). Name the column with --path-column, or build the path from columns with --path-template.")]
    [InlineData("path,lab,source\n", "MANIFEST: several columns could name the domain: source, lab. Choose one with --domain-column.")]
    [InlineData("path,Lab,LAB\n", "MANIFEST: several columns could name the domain: Lab, LAB. Choose one with --domain-column.")]
    [InlineData("path,lab,Label,LABEL\n", "MANIFEST: has several columns 'label' that differ only in case: Label, LABEL. Choose one with --label-column.")]
    [InlineData("path,lab\na.png,\"labA\n", "MANIFEST, line 2: a quoted text does not end before a separator or the end of the row. Close every quoted text, and double a quote inside one.")]
    [InlineData("path,lab\n\na.png,\"lab\"A\n", "MANIFEST, line 3: a quoted text does not end before a separator or the end of the row. Close every quoted text, and double a quote inside one.")]
    public void Read_WholeManifestUnusable_IsRefused(string text, string expected) =>
        Assert.Equal([expected.Replace("MANIFEST", folder.At("manifest.csv"), StringComparison.Ordinal)], Refusal(text, touch: false));

    [Fact]
    public void Read_NamedColumnsThatAreNotThere_AreAllNamedWithTheNearestFirst() =>
        Assert.Equal(
            [
                $"--domain-column: 'centr' is not a column of {folder.At("manifest.csv")} (nearest first: center, path, tumor). Name one of its columns.",
                $"--label-column: 'tumour' is not a column of {folder.At("manifest.csv")} (nearest first: tumor, center, path). Name one of its columns.",
            ],
            Refusal("path,tumor,center\n", new DatasetOptions { DomainColumn = "centr", LabelColumn = "tumour" }));

    [Fact]
    public void Read_NamedColumnAmbiguousInCase_IsRefused() =>
        Assert.Equal(
            [$"--label-column: 'class' matches several columns of {folder.At("manifest.csv")} that differ only in case. Spell it as the header does."],
            Refusal("path,lab,Class,CLASS\n", new DatasetOptions { LabelColumn = "class" }));

    [Fact]
    public void Read_NamedColumnInExactCase_IsTaken() =>
        Assert.Equal("Class", Read("path,lab,CLASS,Class\na.png,labA,x,y\n", new DatasetOptions { LabelColumn = "Class" }).LabelColumn);

    [Fact]
    public void Read_SplitValuesWithoutASplitColumn_IsRefused() =>
        Assert.Equal(
            [$"{folder.At("manifest.csv")}: has no column 'split' for --split-values to map. Name the column with --split-column, or leave --split-values out."],
            Refusal("path,lab\na.png,labA\n", new DatasetOptions { SplitValues = SplitValues.Parse("test=1") }));

    [Fact]
    public void Read_NotUtf8_IsRefused()
    {
        string path = folder.At("manifest.csv");
        File.WriteAllBytes(path, [.. "path,lab\n"u8, 0xE9, .. ".png,labA\n"u8]);

        InputException refused = Assert.Throws<InputException>(() => DatasetReader.Read(path, new DatasetOptions()));

        Assert.Equal($"{path}: is not UTF-8 text. Save it as UTF-8.", refused.Message);
    }

    [Fact]
    public void Read_RowWithoutEnd_IsRefusedAsTooLong()
    {
        string path = folder.Write("manifest.csv", "path,lab\n\"" + new string('x', 1 << 21));

        InputException refused = Assert.Throws<InputException>(() => DatasetReader.Read(path, new DatasetOptions()));

        Assert.Equal($"{path}, line 2: the row is longer than a million characters. Close every quoted text.", refused.Message);
    }

    private Dataset Read(string text, DatasetOptions? options = null)
    {
        string path = folder.Write("manifest.csv", text);
        folder.Touch(text.Split('\n', '\r').Skip(1).Select(line => line.Split(',')[0]).Where(name => name.Length > 0));
        return DatasetReader.Read(path, options ?? new DatasetOptions());
    }

    private string[] Refusal(string text, DatasetOptions? options = null, string missing = "", bool touch = true)
    {
        string path = folder.Write("manifest.csv", text);
        if (touch)
        {
            folder.Touch(text.Split('\n').Skip(1).Select(line => line.Split(',')[0]).Where(name => name.Length > 0 && name != missing));
        }

        InputException refused = Assert.Throws<InputException>(() => DatasetReader.Read(path, options ?? new DatasetOptions()));
        return [.. refused.Problems.Select(problem => problem.ToString())];
    }
}
