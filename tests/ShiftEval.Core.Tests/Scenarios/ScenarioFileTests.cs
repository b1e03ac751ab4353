using ShiftEval.Diagnostics;
using ShiftEval.Scenarios;
using ShiftEval.Tests.Datasets;

namespace ShiftEval.Tests.Scenarios;

public sealed class ScenarioFileTests : IDisposable
{
    private const string Good = """
        {
          "schema": "shifteval.scenario/1", "title": "T", "data": "d.csv",
          "models": [{ "path": "m.onnx" }],
          "runs": [{ "statistics": ["ema"], "domains": ["*"] }],
          "tables": [{ "question": "Q?", "rows": "domain", "columns": "statistics" }],
        }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Load_WhatIsLeftOut_HasTheDocumentedDefaults()
    {
        ScenarioFile scenario = ScenarioFile.Load(folder.Write("s.json", Good));

        Assert.Equal((0, 0, 0.95, 2000, "balancedAccuracy"), (scenario.Seed, scenario.SplitSeed, scenario.Confidence, scenario.Resamples, scenario.Metric));
        Assert.Equal(("seed", null, null), (scenario.Tables[0].Over, scenario.Tables[0].Metric, scenario.Tables[0].Minus));
        Assert.Empty(scenario.Classes);
        Assert.Empty(scenario.Models[0].Keys);
        Assert.Empty(scenario.Runs[0].Models);
        Assert.Empty(scenario.Tables[0].Where);
        Assert.Equal(folder.At("d.csv"), scenario.Resolve(scenario.Data));
    }

    [Theory]
    [InlineData("\"title\": \"T\"", "\"titel\": \"T\"", "FILE, titel: is not a property there. Properties, nearest first: title, *")]
    [InlineData("\"path\": \"m.onnx\"", "\"path\": \"m.onnx\", \"key\": {}", "FILE, models[0].key: is not a property there. Properties, nearest first: keys, path.")]
    [InlineData("\"path\": \"m.onnx\"", "\"path\": \"m.onnx\", \"keys\": { \"a\": null }", "FILE, models[0].keys.a: is null. Give a value, or leave it out.")]
    [InlineData("\"rows\": \"domain\", ", "", "FILE, tables[0]: rows is missing. Give it, see docs/scenario.schema.json.")]
    [InlineData("\"title\": \"T\"", "\"title\": \"T\", \"title\": \"U\"", "FILE, title: is given twice. Give it once.")]
    [InlineData("\"title\": \"T\"", "\"title\": null, \"data\": null", "FILE, title: is null. Give a value, or leave it out.\nFILE, data: is null. Give a value, or leave it out.\nFILE, data: is given twice. Give it once.")]
    [InlineData("[\"ema\"]", "[\"ema\", null]", "FILE, runs[0].statistics[1]: is null. Give a value, or leave it out.")]
    [InlineData("[{ \"path\": \"m.onnx\" }]", "[null]", "FILE, models[0]: is null. Give a value, or leave it out.")]
    [InlineData("\"title\": \"T\"", "\"title\": \"T\", \"folder\": \"x\"", "FILE, folder: is not a property there. *")]
    [InlineData("scenario/1", "scenario/2", "FILE: has the schema shifteval.scenario/2. This version reads shifteval.scenario/1.")]
    [InlineData("[\"ema\"], \"domains\": [\"*\"]", "[], \"domains\": []", "FILE: runs[0].statistics is empty. Give at least one.\nFILE: runs[0].domains is empty. Give at least one.")]
    [InlineData("[{ \"path\": \"m.onnx\" }]", "[]", "FILE: models is empty. Give at least one.")]
    [InlineData("\"title\": \"T\"", "\"title\": 3", "FILE: is not a scenario (title cannot have the value that it is given). Correct it after docs/scenario.schema.json.")]
    [InlineData("\"title\": \"T\"", "\"title\": \"T\", \"resamples\": 1.5", "FILE: is not a scenario (resamples cannot have the value that it is given). Correct it after docs/scenario.schema.json.")]
    [InlineData("\"title\": \"T\"", "\"title\"", "FILE: is not a scenario (*")]
    public void Load_WhatIsNoScenario_IsRefused(string good, string bad, string expected)
    {
        string file = folder.Write("s.json", Good.Replace(good, bad, StringComparison.Ordinal));

        string message = Assert.Throws<InputException>(() => ScenarioFile.Load(file)).Message.Replace(file, "FILE", StringComparison.Ordinal);

        if (expected.EndsWith('*'))
        {
            Assert.StartsWith(expected[..^1], message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(expected, message);
        }
    }

    [Fact]
    public void Load_SeveralFaults_AreNamedAtOnce()
    {
        string json = Good.Replace("\"title\"", "\"titel\"", StringComparison.Ordinal).Replace("\"rows\"", "\"row\"", StringComparison.Ordinal);

        IReadOnlyList<Problem> problems = Assert.Throws<InputException>(() => ScenarioFile.Load(folder.Write("s.json", json))).Problems;

        string file = folder.At("s.json");
        Assert.Equal(
            [($"{file}, titel", "is not a property there"), ($"{file}, tables[0].row", "is not a property there"), ($"{file}, tables[0]", "rows is missing"), (file, "title is missing")],
            problems.Select(problem => (problem.Where, problem.What)));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public void Load_AnotherDocument_IsRefused(string json)
    {
        string file = folder.Write("s.json", json);

        Assert.StartsWith($"{file}: is not a scenario (", Assert.Throws<InputException>(() => ScenarioFile.Load(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoFile_IsRefused() => Assert.StartsWith(
        $"{folder.At("none.json")}: cannot be read (",
        Assert.Throws<InputException>(() => ScenarioFile.Load(folder.At("none.json"))).Message,
        StringComparison.Ordinal);
}
