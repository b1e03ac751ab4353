using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Comparison.Measuring;

/// <summary>Cases of images: a naive loop gives the same, and what cannot be a case is refused.</summary>
public sealed class CaseAggregationTests(TinyLab lab) : IClassFixture<TinyLab>
{
    private static readonly string[] Patients = ["p1", "p1", "p1", "p2", "p2", "p3"];

    [Theory]
    [InlineData("mean", new[] { 0.4, 0.45, 0.9 })]
    [InlineData("vote", new[] { 1.0 / 3, 0.5, 1 })]
    [InlineData("max", new[] { 0.7, 0.8, 0.9 })]
    public void Of_TwoClasses_CombinesTheImagesOfACase(string rule, double[] expected)
    {
        CellPredictions cases = Aggregate($"patient={rule}", [0.2, 0.3, 0.7, 0.8, 0.1, 0.9], ["neg", "neg", "neg", "pos", "pos", "pos"]);

        Assert.Equal(["p1", "p2", "p3"], cases.Samples.Select(sample => sample.Id));
        Assert.Equal(["neg", "pos", "pos"], cases.Samples.Select(sample => sample.Label));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(expected[i], cases.Probabilities[(2 * i) + 1], 1e-12);
            Assert.Equal(1 - expected[i], cases.Probabilities[2 * i], 1e-12);
        }
    }

    [Fact]
    public void Of_MaxWithOnePositiveImage_TakesTheCaseAsPositive()
    {
        CellPredictions cases = Aggregate("patient=max", [0.2, 0.3, 0.7, 0.8, 0.1, 0.9], ["neg", "pos", "neg", "neg", "neg", "pos"]);

        Assert.Equal(["pos", "neg", "pos"], cases.Samples.Select(sample => sample.Label));
    }

    [Fact]
    public void Of_UnlabelledImages_LeavesThemOut()
    {
        CellPredictions cases = Aggregate("patient=mean", [0.2, 0.3, 0.7, 0.8, 0.1, 0.9], ["neg", null, "neg", "pos", "pos", null]);

        Assert.Equal(["p1", "p2"], cases.Samples.Select(sample => sample.Id));
        Assert.Equal(0.45, cases.Probabilities[1], 1e-12);
    }

    [Theory]
    [InlineData("patient", "--aggregate patient does not say how images become cases. Write COLUMN=mean, COLUMN=max or COLUMN=vote, as in patient=mean.")]
    [InlineData("patient=median", "--aggregate patient=median does not say how images become cases. Write COLUMN=mean, COLUMN=max or COLUMN=vote, as in patient=mean.")]
    [InlineData("patient=1", "--aggregate patient=1 does not say how images become cases. Write COLUMN=mean, COLUMN=max or COLUMN=vote, as in patient=mean.")]
    [InlineData("person=mean", "--aggregate person is not a column of the data. Columns, nearest first: patient, lab, label.")]
    public void Prepare_WhatIsNoCase_IsRefused(string option, string message)
    {
        InputException refusal = Assert.Throws<InputException>(() => Aggregate(option, [0.2, 0.3, 0.7, 0.8, 0.1, 0.9], ["neg", "neg", "neg", "pos", "pos", "pos"]));

        Assert.Equal(message.Replace(" does", ": does", StringComparison.Ordinal).Replace(" is not a", ": is not a", StringComparison.Ordinal), refusal.Message);
    }

    [Fact]
    public void Prepare_LabelsThatDifferWithinACase_AreRefused()
    {
        InputException refusal = Assert.Throws<InputException>(() => Aggregate("patient=mean", [0.2, 0.3, 0.7, 0.8, 0.1, 0.9], ["neg", "pos", "neg", "pos", "pos", "pos"]));

        Assert.Contains("--aggregate patient=mean, x: 1 of 3 cases have images of different labels, such as p1 (neg, pos)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_EveryImageItsOwnCase_MeasuresTheSameTwice()
    {
        string manifest = lab.Manifest(TinyFixture.Rows.Select(row => row with { Slide = row.Path }));
        ComparisonResult result = TinyLab.Compare(lab.Options(lab.Run(manifest), "ema") with { Measures = new MeasureOptions { Aggregate = "slide=vote" } });

        Assert.All(result.Cells, cell =>
        {
            Assert.Equal(("slide", "vote", cell.Samples), (cell.Cases!.Column, cell.Cases.Rule, cell.Cases.Samples));
            Assert.Equal(cell.Metrics["accuracy"].Value, cell.Cases.Metrics["accuracy"].Value);
            Assert.Equal(cell.Confusion, cell.Cases.Confusion);
        });
    }

    private static CellPredictions Aggregate(string option, double[] positive, string?[] labels)
    {
        Sample[] samples = [.. labels.Select((label, i) => new Sample
        {
            Id = $"{i}",
            Path = "",
            Domain = "x",
            Group = Patients[i],
            Label = label,
            Columns = new Dictionary<string, string> { ["patient"] = Patients[i] },
        })];
        Dataset dataset = new("m.csv", samples) { DomainColumn = "lab", LabelColumn = "label" };
        ClassList classes = ClassList.Resolve(new ClassListRequest { Dataset = dataset, Outputs = 2, Option = "neg,pos" });
        return ShiftEval.Comparison.Measuring.CaseAggregation
            .Prepare(option, dataset, samples, classes, positive: 1)
            .Of(new CellPredictions(samples, [.. positive.SelectMany(p => new[] { 1 - p, p })]), classes);
    }
}
