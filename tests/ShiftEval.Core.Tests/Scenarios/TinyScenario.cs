using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Scenarios;
using ShiftEval.Tests.Datasets;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Scenarios;

/// <summary>The tiny labs beside two replicates, which are one network: what differs between them is chosen by the test.</summary>
internal sealed class TinyScenario : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TinyScenario()
    {
        Directory.CreateDirectory(folder.At("models"));
        File.Copy(TinyFixture.PathOf("model.onnx"), folder.At("models/seed0.onnx"));
        File.Copy(TinyFixture.PathOf("model.batch1.onnx"), folder.At("models/seed1.onnx"));
        File.Copy(TinyFixture.PathOf("preprocessor_config.json"), folder.At("models/preprocessor_config.json"));
    }

    public string Output => folder.At("out");

    public static string Manifest => TinyFixture.PathOf("manifest.csv");

    public void Dispose() => folder.Dispose();

    public string At(string relative) => folder.At(relative);

    /// <summary>A scenario of models alone.</summary>
    public static ScenarioFile With(string folder, params string[] patterns) => new()
    {
        Schema = ScenarioFile.CurrentSchema,
        Title = "Tiny",
        Data = Manifest,
        Models = [.. patterns.Select(path => new ScenarioModels { Path = path })],
        Runs = [],
        Tables = [],
        Folder = folder,
    };

    /// <summary>Both replicates, three specs, all labs.</summary>
    public ScenarioFile Protocol() => With(folder.Path, "models/seed{seed}.onnx") with
    {
        Classes = ["bar", "cross", "disc"],
        Source = ["aster", "birch", "cedar"],
        Resamples = 50,
        Runs = [new ScenarioRun { Statistics = ["ema", "domain,samples=16"], Domains = ["dune", "aster"] }],
        Tables =
        [
            new ScenarioTable { Question = "What is scored?", Rows = "domain", Columns = "statistics", Metric = "accuracy" },
            new ScenarioTable { Question = "What changes?", Rows = "domain", Columns = "statistics", Metric = "accuracy", Minus = "ema", Over = "seed" },
        ],
    };

    public ScenarioResult Run(ScenarioFile scenario, IProgress<ProgressStep>? progress = null, CancellationToken cancellation = default) =>
        ScenarioRunner.Run(scenario, new ScenarioOptions { Output = Output, Inference = new InferenceOptions { Device = DeviceKind.Cpu } }, progress, cancellation);

    /// <summary>The kept cells: name, time of writing, bytes.</summary>
    public IReadOnlyList<(string Name, DateTime Written, string Text)> Cells() =>
        [.. new DirectoryInfo(Path.Combine(Output, "cells")).GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => (file.Name, file.LastWriteTimeUtc, File.ReadAllText(file.FullName)))];
}
