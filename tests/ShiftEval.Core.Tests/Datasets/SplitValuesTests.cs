using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Tests.Datasets;

public sealed class SplitValuesTests
{
    [Theory]
    [InlineData("train=0,test=1", "0", Split.Train)]
    [InlineData("train=0,test=1", "1", Split.Test)]
    [InlineData("train=0,3,test=1", "3", Split.Train)]
    [InlineData(" Train = 0 , TEST = id val ", "ID VAL", Split.Test)]
    [InlineData("adapt=val,adapt=dev", "val", Split.Adapt)]
    [InlineData("adapt=val,val", "val", Split.Adapt)]
    [InlineData("adapt=a=b", "a=b", Split.Adapt)]
    public void TryGet_MappedText_GivesItsSplit(string option, string text, Split expected)
    {
        Assert.True(SplitValues.Parse(option).TryGet(text, out Split split));
        Assert.Equal(expected, split);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("train")]
    [InlineData("")]
    public void TryGet_OtherText_IsNotMapped(string text) => Assert.False(SplitValues.Parse("train=0,test=1").TryGet(text, out _));

    [Fact]
    public void Default_NamesTheSplitsThemselves()
    {
        Assert.True(SplitValues.Default.TryGet("Adapt", out Split split));
        Assert.Equal(Split.Adapt, split);
        Assert.False(SplitValues.Default.TryGet("val", out _));
    }

    [Theory]
    [InlineData("val=1", "--split-values: 'val' is not a split. Splits are train, adapt and test: write train=…,adapt=…,test=….")]
    [InlineData("0,test=1", "--split-values: '0' comes before any train=, adapt= or test=. Write train=…,adapt=…,test=….")]
    [InlineData("", "--split-values: '' comes before any train=, adapt= or test=. Write train=…,adapt=…,test=….")]
    [InlineData("train=,test=1", "--split-values: train is given an empty text. Every row needs a split: fill the column and map the text it holds.")]
    [InlineData("train=1,test=1", "--split-values: '1' stands for both train and test. Map each text to one split.")]
    public void Parse_BadMapping_IsRefused(string option, string expected) =>
        Assert.Equal(expected, Assert.Throws<InputException>(() => SplitValues.Parse(option)).Message);

    [Fact]
    public void From_ProjectFile_MapsAsTheOptionDoes()
    {
        SplitValues values = SplitValues.From(new Dictionary<Split, IReadOnlyList<string>> { [Split.Test] = ["1", "2"], [Split.Train] = ["0"] });

        Assert.True(values.TryGet("2", out Split split));
        Assert.Equal(Split.Test, split);
    }

    [Fact]
    public void From_TextOfTwoSplits_IsRefused()
    {
        Dictionary<Split, IReadOnlyList<string>> texts = new() { [Split.Test] = ["1"], [Split.Train] = ["1"] };

        Assert.Equal(
            "--split-values: '1' stands for both train and test. Map each text to one split.",
            Assert.Throws<InputException>(() => SplitValues.From(texts)).Message);
    }
}
