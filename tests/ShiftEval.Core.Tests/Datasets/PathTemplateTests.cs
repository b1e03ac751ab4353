using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Tests.Datasets;

public sealed class PathTemplateTests
{
    private static readonly ManifestHeader Header = new(["", "patient", "Node"]);

    [Theory]
    [InlineData("{patient}/{node}.png", "004/7.png")]
    [InlineData("a}{Node}{Node}", "a}77")]
    [InlineData("x/{patient}", "x/004")]
    public void Fill_Columns_AreTakenAsTheyStand(string template, string expected)
    {
        ProblemList problems = new();

        string path = PathTemplate.Parse(template, "m.csv", Header, problems).Fill(column => column == 1 ? "004" : "7");

        Assert.Empty(problems.Problems);
        Assert.Equal(expected, path);
    }

    [Theory]
    [InlineData("{patent}.png", "--path-template: 'patent' is not a column of m.csv (nearest first: patient, Node). Write each column as the header spells it.")]
    [InlineData("{}.png", "--path-template: '' is not a column of m.csv (nearest first: Node, patient). Write each column as the header spells it.")]
    [InlineData("{patient}/{node", "--path-template: '{node' has no closing brace. Write each column as {column}.")]
    [InlineData("a.png", "--path-template: 'a.png' names no column, so every row would be the same image. Write columns as {column}.")]
    public void Parse_BadTemplate_IsRefused(string template, string expected)
    {
        ProblemList problems = new();

        PathTemplate.Parse(template, "m.csv", Header, problems);

        Assert.Equal(expected, Assert.Single(problems.Problems).ToString());
    }

    [Fact]
    public void Read_TemplateAndPathColumn_AreRefusedTogether()
    {
        ProblemList problems = new();

        ManifestColumns.Resolve("m.csv", new ManifestHeader(["path", "lab"]), new DatasetOptions { PathColumn = "path", PathTemplate = "{path}" }, problems, []);

        Assert.Equal("--path-template: is given together with --path-column. Give one of the two.", Assert.Single(problems.Problems).ToString());
    }
}
