using Microsoft.ML.OnnxRuntime;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Rewrites;
using ShiftEval.Statistics;

namespace ShiftEval.Tests.Onnx.Rewrites;

/// <summary>Rewrites of models that others trained and exported.</summary>
public sealed class ReferenceModelTests
{
    [Theory]
    [InlineData("mnist_cnn_bn.onnx", 1, 28, 28)]
    [InlineData("ultraface_slim320_nopost.onnx", 3, 240, 320)]
    [InlineData("light_resnet50.onnx", 3, 224, 224)]
    public void FreeBatch_PublicModel_KeepsWhatItGives(string file, long channels, long height, long width)
    {
        OnnxModel model = Load(file);
        string input = Assert.Single(model.Inputs).Name;

        (OnnxModel? free, string? obstacle) = FreeBatch.Apply(model, input, RuntimeRun.Shapes(model, input, 1, channels, height, width));

        Assert.Null(obstacle);
        FreeBatchGraphs.AssertSame(model, free!, input, batch: 1, [channels, height, width], samples: 3, tolerance: 1e-5);
    }

    [Fact]
    public void OpsetUpgrade_BatchNormOfOpset6_NormalisesWithItsStatistics()
    {
        OnnxModel model = Load("pytorch_BatchNorm2d_eval.onnx");
        float[] x = [.. Enumerable.Range(0, 2 * 3 * 36).Select(i => MathF.Sin(i))];
        double[][] parameters = [.. model.Proto.Graph.Node[0].Input.Skip(1).Select(name =>
            TensorData.ReadDoubles(model.Proto.Graph.Initializer.Single(tensor => tensor.Name == name), null))];

        (OnnxModel written, _) = OpsetUpgrade.Apply(model);

        float[] expected = [.. x.Select((value, i) => Normalised(value, i / 36 % 3))];
        FreeBatchGraphs.Close(expected, RuntimeRun.First(written, model.Inputs[0].Name, x, 2, 3, 6, 6), 1e-5);

        float Normalised(float value, int channel) =>
            (float)(((value - parameters[2][channel]) / Math.Sqrt(parameters[3][channel] + 1e-5) * parameters[0][channel]) + parameters[1][channel]);
    }

    [Fact]
    public void OpsetUpgrade_ManyOperatorsOfOpset6_LoadOnceTheyAreInInferenceMode()
    {
        OnnxModel model = Load("burn_opset_06.onnx");

        (OnnxModel written, _) = OpsetUpgrade.Apply(InferenceMode.Apply(model).Model);

        using InferenceSession session = RuntimeRun.Open(written);
        Assert.Contains("batchnormalization_output", session.OutputNames);
        Assert.Equal(["batchnormalization_node"], InferenceMode.Find(model).Select(node => node.Node));
    }

    private static OnnxModel Load(string file) =>
        OnnxModel.Load(Assert.Single(Directory.GetFiles(SharedReference.FolderOrSkip(), file, SearchOption.AllDirectories)));
}
