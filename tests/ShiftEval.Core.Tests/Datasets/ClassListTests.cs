using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Tests.Datasets;

public sealed class ClassListTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Resolve_EverySourcePresent_AsksThemInTheOrderOfTheContract()
    {
        string config = folder.Write("config.json", """{"id2label": {"0": "g", "1": "h"}}""");
        ClassListRequest request = Request(2) with { Option = "a,b", ProjectFileClasses = ["c", "d"], ModelMetadata = """["e","f"]""", ConfigPath = config };

        AssertClasses("--classes", ["a", "b"], request);
        AssertClasses("project file", ["c", "d"], request with { Option = null });
        AssertClasses("model metadata", ["e", "f"], request with { Option = null, ProjectFileClasses = [] });
        AssertClasses(config, ["g", "h"], request with { Option = null, ProjectFileClasses = null, ModelMetadata = null });
        AssertClasses("output indices", ["0", "1"], Request(2));
    }

    [Theory]
    [InlineData("names.txt", "cat\r\n dog \nsea cow\n\n")]
    [InlineData("names.json", "[\"cat\", \"dog\", \"sea cow\"]")]
    [InlineData("config.json", "{\"id2label\": {\"1\": \"dog\", \"0\": \"cat\", \"2\": \"sea cow\"}, \"x\": 1}")]
    [InlineData("map.json", "{\"2\": \"sea cow\", \"1\": \"dog\", \"0\": \"cat\"}")]
    public void Resolve_File_IsReadInEachForm(string name, string text)
    {
        string path = folder.Write(name, text);

        AssertClasses(path, ["cat", "dog", "sea cow"], Request(3, "dog") with { Option = path });
    }

    [Fact]
    public void Resolve_ConfigWithoutId2Label_IsPassedOver()
    {
        string config = folder.Write("config.json", """{"architectures": ["x"]}""");

        AssertClasses("output indices", ["0", "1"], Request(2, "0") with { ConfigPath = config });
        AssertClasses("output indices", ["0", "1"], Request(2, "0") with { ConfigPath = folder.At("none.json") });
    }

    [Fact]
    public void Resolve_OneSigmoidOutput_HasTwoClasses()
    {
        AssertClasses("output indices", ["0", "1"], Request(1, "1", "0"));
        AssertClasses("--classes", ["normal", "tumor"], Request(1, "tumor") with { Option = "normal, tumor" });
    }

    [Fact]
    public void Resolve_IntegerLabels_AreOutputIndicesAsTheyAre()
    {
        ClassList classes = ClassList.Resolve(Request(11, "10", "2", "0", null));

        Assert.Equal(Enumerable.Range(0, 11).Select(i => $"{i}"), classes.Names);
        Assert.Equal(10, classes.IndexOf("10"));
        Assert.Equal(2, classes.IndexOf("2"));
        Assert.Empty(classes.Warnings);
    }

    [Fact]
    public void Resolve_LabelsWhoseNumberFits_AreTakenInOrdinalOrderWithAWarning()
    {
        ClassList classes = ClassList.Resolve(Request(3, "cat", "Dog", null, "ape", "cat"));

        Assert.Equal(["Dog", "ape", "cat"], classes.Names);
        Assert.Equal("manifest labels", classes.Origin);
        Assert.Equal(
            new Warning(
                "classes-from-manifest",
                "the model does not name its classes; its outputs are taken to be the labels of data.csv in ordinal order: Dog, ape, cat. Name them with --classes."),
            Assert.Single(classes.Warnings));
    }

    [Fact]
    public void IndexOf_UnlabelledAndUnknown_AreToldApart()
    {
        ClassList classes = ClassList.Resolve(Request(2, "b") with { Option = "a,b" });

        Assert.Equal((1, 0, -1), (classes.IndexOf("b"), classes.IndexOf("a"), classes.IndexOf(null)));
        Assert.Throws<ArgumentException>(() => classes.IndexOf("B"));
    }

    [Fact]
    public void Resolve_LabelsWhoseNumberDoesNotFit_AreRefused() =>
        AssertRefused(
            "data.csv: has 2 labels (cat, dog), but the model tells 3 classes apart and does not name them. Name the class of each output index with --classes.",
            Request(3, "dog", "cat"));

    [Fact]
    public void Resolve_LabelOutsideTheClasses_IsRefusedWithItsRows() =>
        AssertRefused(
            "data.csv: the label 'cta' (line 2, line 4) is not a class of --classes (nearest first: cat, dog). Correct the labels, or name the class of each output index with --classes.\n"
                + "data.csv: the label 'cow' (line 5) is not a class of --classes (nearest first: cat, dog). Correct the labels, or name the class of each output index with --classes.",
            Request(2, "cta", "cat", "cta", "cow") with { Option = "cat,dog" });

    [Fact]
    public void Resolve_IntegerLabelOutsideTheOutputs_IsRefusedAndNotSorted() =>
        AssertRefused(
            "data.csv: the label '2' (line 3) is not a class of output indices (nearest first: 0, 1). Correct the labels, or name the class of each output index with --classes.",
            Request(2, "1", "2"));

    [Fact]
    public void Resolve_IndicesAsLabelsOfNamedClasses_AreRefusedWithTheOptionThatMeansThem() =>
        AssertRefused(
            "data.csv: the label '1' (line 2) is not a class of model metadata (nearest first: tumor, normal). If the labels are output indices, name the classes so: --classes with the numbers from 0 to 1, separated by commas.",
            Request(2, "1") with { ModelMetadata = """{"0":"normal","1":"tumor"}""" });

    [Fact]
    public void Resolve_ManyLabelsOutside_ListsTwentyAndCountsTheRest()
    {
        ClassListRequest request = Request(2, [.. Enumerable.Range(0, 22).Select(i => $"x{i}")]) with { Option = "a,b" };

        InputException refused = Assert.Throws<InputException>(() => ClassList.Resolve(request));

        Assert.Equal(21, refused.Problems.Count);
        Assert.Equal(
            "data.csv: 2 more labels are not classes of --classes either. Correct the labels, or name the class of each output index with --classes.",
            refused.Problems[20].ToString());
    }

    [Fact]
    public void Resolve_FolderLabelOutside_NamesTheImage()
    {
        Dataset images = new("images", [SplitPlannerTests.NewSample("labA", "labA/cow/x.png", label: "cow")]);

        AssertRefused(
            "images: the label 'cow' (labA/cow/x.png) is not a class of --classes (nearest first: cat, dog). Correct the labels, or name the class of each output index with --classes.",
            new ClassListRequest { Dataset = images, Outputs = 2, Option = "cat,dog" });
    }

    [Theory]
    [InlineData("cat", "--classes: 'cat' is neither a file nor a list of names. Separate names by commas, or name a file with one name a line.")]
    [InlineData("cat,dog,ape", "--classes: the number of class names is 3, but the model has 2 outputs. Name the class of each output index with --classes.")]
    [InlineData("cat,cat", "--classes: the class 'cat' is named for outputs 0 and 1. Give every output a name of its own.")]
    [InlineData("cat,", "--classes: the class name of output 1 is empty. Name every class.")]
    public void Resolve_BadOption_IsRefused(string option, string expected) =>
        AssertRefused(expected, Request(2) with { Option = option });

    [Theory]
    [InlineData("[\"a\"", "model metadata: is not valid JSON (line 1, byte 5). Correct it, or name the classes with --classes A,B,….")]
    [InlineData("{}", "model metadata: holds no class names. Name the classes with --classes.")]
    [InlineData("{\"id2label\":{\"0\":\"a\",\"2\":\"b\"}}", "model metadata: the key '2' of its id2label is no output index, out of range or repeated. Give each output index from 0 to 1 once.")]
    [InlineData("{\"id2label\":{\"0\":\"a\",\"0\":\"b\"}}", "model metadata: the key '0' of its id2label is no output index, out of range or repeated. Give each output index from 0 to 1 once.")]
    [InlineData("{\"id2label\":{\"x\":\"a\"}}", "model metadata: the key 'x' of its id2label is no output index, out of range or repeated. Give each output index from 0 to 0 once.")]
    [InlineData("{\"id2label\":[\"a\"]}", "model metadata: its id2label is not an object. Write it as {\"0\": \"A\", \"1\": \"B\"}.")]
    [InlineData("[\"a\",null]", "model metadata: the class name null is not a text. Write every class name as a JSON string.")]
    [InlineData("[\"a\"]", "model metadata: the number of class names is 1, but the model has 2 outputs. Name the class of each output index with --classes.")]
    public void Resolve_BadMetadata_IsRefusedAndNotPassedOver(string json, string expected) =>
        AssertRefused(expected, Request(2) with { ModelMetadata = json });

    [Fact]
    public void Resolve_WrongNumberForOneSigmoidOutput_IsRefused() =>
        AssertRefused(
            "project file: the number of class names is 3, but the model's one output needs 2 (of 0 and of 1). Name the class of each output index with --classes.",
            Request(1) with { ProjectFileClasses = ["a", "b", "c"] });

    [Fact]
    public void Resolve_BlankLineAmongTheNames_IsRefused()
    {
        string path = folder.Write("names.txt", "cat\n\ndog\n");

        AssertRefused($"{path}: the class name of output 1 is empty. Name every class.", Request(3) with { Option = path });
    }

    private static void AssertClasses(string origin, string[] names, ClassListRequest request)
    {
        ClassList classes = ClassList.Resolve(request);
        Assert.Equal(origin, classes.Origin);
        Assert.Equal(names, classes.Names);
        Assert.Empty(classes.Warnings);
    }

    private static void AssertRefused(string expected, ClassListRequest request) =>
        Assert.Equal(expected, Assert.Throws<InputException>(() => ClassList.Resolve(request)).Message);

    private static ClassListRequest Request(int outputs, params string?[] labels) => new()
    {
        Dataset = new Dataset("data.csv", [.. labels.Select((label, i) => SplitPlannerTests.NewSample("labA", $"{i}.png", label: label, row: i + 2))]),
        Outputs = outputs,
    };
}
