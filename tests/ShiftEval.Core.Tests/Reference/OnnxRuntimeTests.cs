using Microsoft.ML.OnnxRuntime;

namespace ShiftEval.Tests.Reference;

/// <summary>The evaluator against ONNX Runtime, on the tiny models and on models of the world.</summary>
public sealed class OnnxRuntimeTests
{
    [Theory]
    [InlineData("model.onnx", 16)]
    [InlineData("model.folded.onnx", 16)]
    [InlineData("model.batch1.onnx", 1)]
    public void Run_TinyModels_AgreeWithOnnxRuntime(string file, int samples)
    {
        TinyRow[] rows = [.. TinyFixture.Select("test", "dune").Take(samples)];
        Tensor64 batch = TinyFixture.Batch(rows);

        double[] expected = Runtime(File.ReadAllBytes(TinyFixture.PathOf(file)), batch)[0];

        Close.Assert(expected, Float64Graph.Load(TinyFixture.PathOf(file)).Run(batch).Data, 1e-4, file);
    }

    [Theory]
    [InlineData("onnx-zoo/exported")]
    [InlineData("onnx-zoo/trained")]
    [InlineData("reference/wbc/bccd")]
    [InlineData("reference/wbc/isfahan-leukocytes")]
    public void Evaluate_ModelsOfTheWorld_AgreesWithOnnxRuntime(string folder)
    {
        string path = Path.Combine(SharedReference.FolderOrSkip(), folder);
        int compared = 0;
        foreach (string file in Directory.GetFiles(path, "*.onnx").Order(StringComparer.Ordinal))
        {
            Float64Graph graph = Float64Graph.Load(file);
            if (graph.UnsupportedOperators.Count > 0)
            {
                continue;
            }

            Tensor64 batch = Seeded(Assert.Single(graph.File.Inputs));
            IReadOnlyList<Tensor64> outputs = graph.Evaluate(batch);
            double[][] expected = Runtime(File.ReadAllBytes(file), batch);
            Assert.Equal(expected.Length, outputs.Count);
            foreach ((double[] theirs, Tensor64 ours) in expected.Zip(outputs))
            {
                Assert.All(ours.Data, value => Assert.True(double.IsFinite(value)));
                double unit = Math.Max(1, theirs.Max(Math.Abs));
                Close.Assert([.. theirs.Select(value => value / unit)], [.. ours.Data.Select(value => value / unit)], 1e-4, file);
            }

            compared++;
        }

        Assert.True(compared >= 2, $"{path}: only {compared} models could be compared.");
    }

    /// <summary>Two samples (or the fixed batch), 64 where the size is open, of floats in -1..1.</summary>
    private static Tensor64 Seeded(OnnxInput input)
    {
        int[] shape = [.. input.Shape.Select((length, axis) => length > 0 ? length : axis == 0 ? 2 : 64)];
        Random random = new(3);
        float[] data = [.. Enumerable.Range(0, Tensor64.Size(shape)).Select(_ => (random.NextSingle() * 2) - 1)];
        return Tensor64.Of(data, shape);
    }

    private static double[][] Runtime(byte[] model, Tensor64 batch)
    {
        // Old files list their weights as inputs, and the runtime warns of every one of them.
        using SessionOptions sessionOptions = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using InferenceSession session = new(model, sessionOptions);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(
            Array.ConvertAll(batch.Data, value => (float)value), Array.ConvertAll(batch.Shape, length => (long)length));
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs =
            session.Run(options, session.InputNames.Take(1).ToArray(), [input], session.OutputNames);
        return [.. outputs.Select(output => Array.ConvertAll(output.GetTensorDataAsSpan<float>().ToArray(), value => (double)value))];
    }
}
