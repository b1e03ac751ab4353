using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Tests.Datasets;

public sealed class SplitResultTests
{
    private static readonly SplitResult Result = SplitPlanner.Assign(
        SplitPlannerTests.WithSplits(
            ("labB", Split.Train), ("labA", Split.Test), ("labA", Split.Train), ("labC", Split.Adapt), ("labA", Split.Adapt), ("labC", Split.Test), ("labA", Split.Train), ("labD", Split.Test)),
        ["labD"],
        0);

    [Theory]
    [InlineData("labA", "4.png")]
    [InlineData("labB", "0.png")]
    [InlineData("labC", "3.png")]
    public void Adapt_TakesAdaptElseTrain(string domain, string expected) => Assert.Equal(expected.Split(' '), Ids(Result.Adapt(domain)));

    [Theory]
    [InlineData("labA", "2.png 6.png")]
    [InlineData("labC", "3.png")]
    public void Train_TakesTrainElseAdapt(string domain, string expected) => Assert.Equal(expected.Split(' '), Ids(Result.Train(domain)));

    [Fact]
    public void Precise_PoolsTrainElseAdaptOfEachSourceInFileOrder() =>
        Assert.Equal(["0.png", "2.png", "3.png", "6.png"], Ids(Result.Precise(["labC", "labA", "labB"])));

    [Fact]
    public void TestAndOf_TakeExactlyThatSplit()
    {
        Assert.Equal(["1.png"], Ids(Result.Test("labA")));
        Assert.Equal(["2.png", "6.png"], Ids(Result.Of("labA", Split.Train)));
    }

    [Fact]
    public void Test_None_IsRefusedWithWhatIsThere() =>
        Assert.Equal(
            "data.csv, domain 'labB': has no test samples (it has 1 train). Give some of its rows that split, or leave the domain out.",
            Assert.Throws<InputException>(() => Result.Test("labB")).Message);

    [Fact]
    public void Adapt_NoneOfEither_IsRefusedWithWhatIsThere() =>
        Assert.Equal(
            "data.csv, domain 'labD': has no adapt or train samples (it has 1 test). Give some of its rows that split, or leave the domain out.",
            Assert.Throws<InputException>(() => Result.Adapt("labD")).Message);

    [Fact]
    public void Of_DomainThatIsNotThere_IsRefused() =>
        Assert.Equal(
            "data.csv, domain 'labX': has no train samples (and no others). Give some of its rows that split, or leave the domain out.",
            Assert.Throws<InputException>(() => Result.Of("labX", Split.Train)).Message);

    [Fact]
    public void Precise_SourceWithoutTrainOrAdapt_IsRefusedRatherThanLeftOut() =>
        Assert.Equal(
            "data.csv, domain 'labD': has no train or adapt samples (it has 1 test). Give some of its rows that split, or leave the domain out.",
            Assert.Throws<InputException>(() => Result.Precise(["labA", "labD"])).Message);

    [Fact]
    public void Precise_NoSources_IsRefused() =>
        Assert.Equal(
            "data.csv: no source domain is known, so there are no source images. Name the domains trained on with --source.",
            Assert.Throws<InputException>(() => Result.Precise([])).Message);

    private static IEnumerable<string> Ids(IEnumerable<Sample> samples) => samples.Select(sample => sample.Id);
}
