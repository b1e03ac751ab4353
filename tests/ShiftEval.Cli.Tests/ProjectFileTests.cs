using System.Text.Json;

namespace ShiftEval.Cli.Tests;

public sealed class ProjectFileTests : IDisposable
{
    private const string Project =
        """
        {
          // Paths are relative to this file.
          "data": "data/labs.csv",
          "columns": { "domain": "hospital", "group": "slide" },
          "preprocess": "models/preprocessor_config.json",
          "source": ["aster", "birch", "cedar"],
          "classes": ["bar", "cross", "disc"]
        }
        """;

    private readonly TinyLabs labs = new();

    public void Dispose() => labs.Dispose();

    [Fact]
    public async Task Recalibrate_InAFolderOfAProject_IsAWholeCommand()
    {
        Prepare();
        string work = labs.At(Path.Combine("work", "today"));

        CommandRun run = await ChildProcess.Run(work, "recalibrate", "model.onnx", "--domain", "dune", "--json");

        Assert.StartsWith("note: the model was trained on 3 domains", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, run.Code);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal("model.dune.onnx", document.RootElement.GetProperty("output").GetString());
        Assert.Equal(36, document.RootElement.GetProperty("samples").GetInt32());
        Assert.True(File.Exists(Path.Combine(work, "model.dune.onnx")));
    }

    [Fact]
    public async Task Compare_WithAProject_TakesItsDefaults()
    {
        Prepare();

        CommandRun run = await CommandRun.In(
            labs.At(Path.Combine("work", "today")), "compare", TinyLabs.Model, "--domain", "dune", "--domain", "aster", "--resamples", "20", "--json");

        Assert.Equal(0, run.Code);
        Assert.DoesNotContain("classes", run.Error, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement domains = document.RootElement.GetProperty("data").GetProperty("domains");
        Assert.Equal(["source", "target"], domains.EnumerateArray().Select(domain => domain.GetProperty("role").GetString()));
        Assert.Equal(labs.At(Path.Combine("models", "preprocessor_config.json")), document.RootElement.GetProperty("settings").GetProperty("preprocessOrigin").GetString());
    }

    [Fact]
    public async Task Compare_OptionsGiven_OutweighTheProject()
    {
        Prepare();

        CommandRun run = await CommandRun.In(
            labs.Folder, "evaluate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain-column", "lab", "--preprocess", TinyLabs.Preprocess,
            "--source", "dune", "--classes", "disc,bar,cross", "--resamples", "20", "--json");

        Assert.Equal(0, run.Code);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement data = document.RootElement.GetProperty("data");
        Assert.Equal(["disc", "bar", "cross"], data.GetProperty("classes").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(
            ["target", "target", "target", "source"],
            data.GetProperty("domains").EnumerateArray().Select(domain => domain.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task Run_WrongKeysAndValues_TellsAllWithTheNearestKeys()
    {
        string path = labs.Write(
            "shifteval.json",
            """{ "dta": "x.csv", "columns": { "doman": "lab", "group": 3 }, "source": "aster", "classes": ["bar", 2], "preprocess": "" }""");

        CommandRun run = await CommandRun.In(labs.Folder, "evaluate", TinyLabs.Model, "--data", TinyLabs.Manifest);

        Assert.Equal(
            $"""
            shifteval: {path}, dta: is not a key of a project file. Known keys, nearest first: data, classes, source, columns, require, preprocess.
            shifteval: {path}, preprocess: is "". Write a text in quotes, or take the key out.
            shifteval: {path}, source: is not a list of texts. Write it as ["a", "b"].
            shifteval: {path}, classes: is not a list of texts. Write it as ["a", "b"].
            shifteval: {path}, columns.doman: is not a key of a project file. Known keys, nearest first: domain, group, label, path, split, pathTemplate, splitValues.
            shifteval: {path}, columns.group: is 3. Write a text in quotes, or take the key out.

            """,
            run.Error,
            ignoreLineEndingDifferences: true);
        Assert.Equal(2, run.Code);
    }

    [Theory]
    [InlineData("{ \"data\": \"a.csv\",\n  oops }", ", line 2: is not JSON that can be read ('o' is an invalid start of a property name. Expected a '\"'). Correct it there.")]
    [InlineData("[]", ": is not a JSON object. Write { … } with keys of: data, columns, preprocess, source, classes, require.")]
    [InlineData("{ \"data\": \"a\", \"data\": \"b\" }", ": is not JSON that can be read (Duplicate property 'data' encountered during deserialization). Correct it there.")]
    [InlineData("{ \"columns\": [] }", ", columns: is not a JSON object. Write { … } with keys of: domain, label, group, split, path, pathTemplate, splitValues.")]
    public async Task Run_UnreadableProject_SaysWhere(string text, string message)
    {
        string path = labs.Write("shifteval.json", text);

        CommandRun run = await CommandRun.In(labs.Folder, "evaluate", TinyLabs.Model, "--data", TinyLabs.Manifest);

        Assert.Equal($"shifteval: {path}{message}\n", run.Error, ignoreLineEndingDifferences: true);
        Assert.Equal(2, run.Code);
    }

    [Fact]
    public async Task Evaluate_NoProjectAndNoData_NamesBothWays()
    {
        CommandRun run = await CommandRun.In(labs.Folder, "evaluate", TinyLabs.Model);

        Assert.Equal("shifteval: --data: no images are named. Give a manifest or a folder, or set data in a shifteval.json.\n", run.Error, ignoreLineEndingDifferences: true);
    }

    private void Prepare()
    {
        labs.Write("shifteval.json", Project);
        Directory.CreateDirectory(labs.At("models"));
        File.Copy(TinyLabs.Preprocess, labs.At(Path.Combine("models", "preprocessor_config.json")));
        Directory.CreateDirectory(labs.At("data"));
        string[] lines = File.ReadAllLines(TinyLabs.Manifest);
        string images = Path.GetRelativePath(labs.At("data"), Path.GetDirectoryName(TinyLabs.Manifest)!).Replace('\\', '/');
        labs.Write(Path.Combine("data", "labs.csv"), string.Join('\n', ["path,label,hospital,slide,split", .. lines.Skip(1).Select(line => $"{images}/{line}"), ""]));
        Directory.CreateDirectory(labs.At(Path.Combine("work", "today")));
        File.Copy(TinyLabs.Model, labs.At(Path.Combine("work", "today", "model.onnx")));
    }
}
