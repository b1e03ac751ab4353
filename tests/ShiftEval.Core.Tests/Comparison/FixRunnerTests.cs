using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Comparison;

public sealed class FixRunnerTests : IDisposable
{
    private readonly TinyLab lab = new();

    public void Dispose() => lab.Dispose();

    [Fact]
    public void Run_TrainingModeExport_GivesTheEvaluationModeFile()
    {
        FixResult result = Fix(Training());

        Assert.Equal("shifteval.fix/1", result.Schema);
        Assert.Null(result.Recalibration);
        Assert.All(result.Changes, change => Assert.Contains(change.Kind, new[] { "node-attribute", "node-output" }));
        Assert.Equal(
            Values(lab.Evaluate(lab.Model, lab.Run())),
            Values(lab.Evaluate(result.Output, lab.Run())));
    }

    [Fact]
    public void Run_WithStatistics_EqualsRecalibratingTheEvaluationModeFile()
    {
        FixResult result = Fix(Training(), "domain", "dune");

        string expected = lab.Recalibrate(lab.Run(null, "dune"), "expected.onnx")[0].Output;
        Assert.Equal(BatchNormLayers.Stored(BatchNormLayers.Find(OnnxModel.Load(expected)))["bn"].Mean, BatchNormLayers.Stored(BatchNormLayers.Find(OnnxModel.Load(result.Output)))["bn"].Mean);
        Assert.Equal(36, result.Recalibration!.Samples);
        Assert.Equal("domain", TinyLab.ProvenanceOf(result.Output).Spec);
    }

    [Fact]
    public void Run_FileInOrder_GivesTheVeryBytesRead()
    {
        FixResult result = Fix(lab.Model);

        Assert.Empty(result.Changes);
        Assert.Equal(File.ReadAllBytes(lab.Model), File.ReadAllBytes(result.Output));
    }

    [Fact]
    public void Run_EmptyPlacesForOutputs_AreTakenAway()
    {
        string path = lab.At("places.onnx");
        ModelProto proto = OnnxModel.Load(lab.Model).Clone().Proto;
        NodeProto node = proto.Graph.Node.First(candidate => candidate.OpType == "BatchNormalization");
        node.Output.Add(["", ""]);
        File.WriteAllBytes(path, Google.Protobuf.MessageExtensions.ToByteArray(proto));

        FixResult result = Fix(path);

        Assert.Equal(new StatisticsChange("node-output", node.Name, "empty places for outputs are gone"), Assert.Single(result.Changes));
        Assert.Equal(File.ReadAllBytes(lab.Model), File.ReadAllBytes(result.Output));
        Assert.Equal(Values(lab.Evaluate(lab.Model, lab.Run())), Values(lab.Evaluate(path, lab.Run())));
    }

    [Fact]
    public void Run_OldOperatorSet_IsBroughtToOneThatRuns()
    {
        FixResult result = Fix(AnyOnnxFixture.PathOf("opset-6.onnx"));

        Assert.Equal(new StatisticsChange("opset", "ai.onnx", "7 instead of 6"), result.Changes[0]);
        Assert.Equal(7, OnnxModel.Load(result.Output).OpsetVersion);
    }

    [Fact]
    public void Run_StatisticsNeverUpdated_AreWarnedOf()
    {
        string path = lab.At("fresh.onnx");
        OnnxModel model = OnnxModel.Load(AnyOnnxFixture.PathOf("statistics-untrained.onnx"));
        OnnxModelWriter.Save(model, path);

        Assert.Contains(Fix(path).Warnings, warning => warning.Code == "untrained");
    }

    [Fact]
    public void Run_OverTheModelItself_IsRefused() => Assert.Contains(
        "is the model that is read",
        Assert.Throws<InputException>(() => FixRunner.Run(Options(lab.Model, lab.Model, "ema"), null, CancellationToken.None)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void EvaluateAndRecalibrate_TrainingModeExport_AreRefusedWithTheRemedy()
    {
        string model = Training();

        foreach (Action run in new Action[] { () => lab.Evaluate(model, lab.Run()), () => lab.Recalibrate(lab.Run(null, "dune"), "out.onnx", model: model) })
        {
            InputException refusal = Assert.Throws<InputException>(run);
            Assert.Equal(6, refusal.Problems.Count);
            Assert.Equal("is in training mode, since it has training_mode=1: it normalises with the statistics of each batch, not with the stored ones", refusal.Problems[0].What);
            Assert.Equal("Export the model in evaluation mode, or write an inference-mode file with shifteval fix MODEL -o OUT", refusal.Problems[0].Remedy);
        }
    }

    private static IEnumerable<double?> Values(ComparisonResult result) => result.Cells.SelectMany(cell => cell.Metrics.Values.Select(metric => metric.Value));

    private string Training()
    {
        ModelProto proto = OnnxModel.Load(lab.Model).Clone().Proto;
        proto.OpsetImport[0].Version = 14;
        foreach (NodeProto node in proto.Graph.Node.Where(node => node.OpType == "BatchNormalization"))
        {
            node.Attribute.Add(new AttributeProto { Name = "training_mode", Type = AttributeProto.Types.AttributeType.Int, I = 1 });
            node.Output.Add($"{node.Output[0]}.mean");
            node.Output.Add($"{node.Output[0]}.var");
        }

        string path = lab.At("training.onnx");
        File.WriteAllBytes(path, Google.Protobuf.MessageExtensions.ToByteArray(proto));
        return path;
    }

    private FixResult Fix(string model, string statistics = "ema", params string[] domains) =>
        FixRunner.Run(Options(model, lab.At("fixed.onnx"), statistics, domains), progress: null, CancellationToken.None);

    private FixOptions Options(string model, string output, string statistics, params string[] domains) =>
        new() { Model = model, Output = output, Statistics = statistics, Run = lab.Run(null, domains) };
}
