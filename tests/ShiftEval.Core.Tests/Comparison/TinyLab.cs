using System.Text;
using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Inference;
using ShiftEval.Metrics;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Tests.Datasets;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Comparison;

/// <summary>A copy of the tiny labs in a folder of its own, for runs from the image files on over manifests that the test writes.</summary>
public sealed class TinyLab : IDisposable
{
    private static readonly string[] MetricNames = ["accuracy", "balancedAccuracy", "nll"];
    private readonly TemporaryFolder folder = new();
    private int manifests;

    public TinyLab()
    {
        foreach (string file in new[] { "model.onnx", "model.batch1.onnx", "model.folded.onnx", "preprocessor_config.json" })
        {
            File.Copy(TinyFixture.PathOf(file), folder.At(file));
        }

        foreach (TinyRow row in TinyFixture.Rows)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.At(row.Path))!);
            File.Copy(TinyFixture.PathOf(row.Path), folder.At(row.Path));
        }

        Model = folder.At("model.onnx");
    }

    public string Model { get; }

    public void Dispose() => folder.Dispose();

    public string At(string relative) => folder.At(relative);

    /// <summary>Writes a manifest; without splits its domains are divided by hash.</summary>
    internal string Manifest(IEnumerable<TinyRow> rows, bool splits = true)
    {
        StringBuilder text = new(splits ? "path,label,lab,slide,split\n" : "path,label,lab,slide\n");
        foreach (TinyRow row in rows)
        {
            text.Append(FormattableString.Invariant($"{row.Path},{row.Label},{row.Lab},{row.Slide}")).Append(splits ? $",{row.Split}\n" : "\n");
        }

        return folder.Write(FormattableString.Invariant($"manifest{Interlocked.Increment(ref manifests)}.csv"), text.ToString());
    }

    public RunOptions Run(string? manifest = null, params string[] domains) => new()
    {
        Data = manifest ?? Manifest(TinyFixture.Rows),
        Domains = domains,
        Classes = "bar,cross,disc",
        Inference = new InferenceOptions { Device = DeviceKind.Cpu },
    };

    /// <summary>Options with few replicates; no statistics take the default.</summary>
    public ComparisonOptions Options(RunOptions run, params string[] statistics) => new()
    {
        Run = run,
        Models = [Model],
        Statistics = statistics,
        Metrics = new MetricOptions { Resamples = 50, Metrics = MetricNames },
    };

    public ComparisonResult Compare(RunOptions run, params string[] statistics) => Compare(Options(run, statistics));

    public static ComparisonResult Compare(ComparisonOptions options) => ComparisonRunner.Run(options, progress: null, CancellationToken.None);

    /// <summary>What <c>evaluate</c> does with a model of this folder.</summary>
    public ComparisonResult Evaluate(string model, RunOptions run) => Compare(Options(run, "ema") with { Models = [model], Schema = ComparisonOptions.EvaluateSchema });

    public IReadOnlyList<RecalibrationResult> Recalibrate(RunOptions run, string output, string statistics = "domain", bool all = false, string? model = null) =>
        Recalibrator.Run(
            new RecalibrationOptions { Run = run, Model = model ?? Model, Statistics = statistics, Output = At(output), All = all },
            progress: null,
            CancellationToken.None);

    /// <summary>A model of this folder whose named initializer holds NaN.</summary>
    public string Poisoned(string initializer, string name)
    {
        OnnxModel model = OnnxModel.Load(Model).Clone();
        ShiftEval.Onnx.Proto.TensorProto tensor = model.Proto.Graph.Initializer.Single(t => t.Name == initializer);
        double[] values = TensorData.ReadDoubles(tensor, null);
        values[0] = double.NaN;
        TensorData.WriteDoubles(tensor, values, null);
        OnnxModelWriter.Save(model, At(name), overwrite: true);
        return At(name);
    }

    internal static StatisticsProvenance ProvenanceOf(string path) => ProvenanceEntry.Read(OnnxModel.Load(path))!;
}
