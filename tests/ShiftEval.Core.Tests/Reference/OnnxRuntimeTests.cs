using Microsoft.ML.OnnxRuntime;

namespace ShiftEval.Tests.Reference;

/// <summary>The evaluator against ONNX Runtime, on the tiny models and on models of the world.</summary>
public sealed class OnnxRuntimeTests
{
    // What a file computes in half precision is compared at half precision.
    private const double Single = 1e-4, Half = 1e-2;

    public static TheoryData<string> Fixtures => [.. AnyOnnxFixture.Models.Keys
        .Where(file => file is not ("external-data-escapes.onnx" or "external-data-missing.onnx" or "dropout-training.onnx"))];

    [Theory]
    [InlineData("model.onnx", 16)]
    [InlineData("model.folded.onnx", 16)]
    [InlineData("model.batch1.onnx", 1)]
    public void Run_TinyModels_AgreeWithOnnxRuntime(string file, int samples)
    {
        TinyRow[] rows = [.. TinyFixture.Select("test", "dune").Take(samples)];

        Compare(TinyFixture.PathOf(file), graph => [TinyFixture.Batch(rows)]);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Evaluate_EveryWayToCarryBatchNorm_AgreesWithOnnxRuntime(string file)
    {
        string? refusal = Compare(AnyOnnxFixture.PathOf(file), graph => SeededInputs.For(graph.File.Inputs));

        string missing = AnyOnnxFixture.Models[file].MissingKernel;
        Assert.Equal(missing.Length == 0, refusal is null);
        Assert.Contains(missing, refusal ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reference/wbc/bccd")]
    [InlineData("reference/wbc/isfahan-leukocytes")]
    public void Evaluate_TrainedClassifiers_AgreeWithOnnxRuntime(string folder)
    {
        string path = Path.Combine(SharedReference.FolderOrSkip(), folder);
        string[] files = Directory.GetFiles(path, "*.onnx");

        Assert.True(files.Length >= 2, path);
        Assert.All(files, file => Assert.Null(Compare(file, graph => SeededInputs.For(graph.File.Inputs))));
    }

    [Fact]
    public void Evaluate_ModelsOfTheWorld_AgreesWithOnnxRuntime()
    {
        string zoo = Path.Combine(SharedReference.FolderOrSkip(), "onnx-zoo");
        Dictionary<string, string> notCompared = new(StringComparer.Ordinal);
        foreach (string file in Directory.GetFiles(zoo, "*.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string verdict = Verdict(file);
            TestContext.Current.TestOutputHelper?.WriteLine($"{Path.GetRelativePath(zoo, file)}: {verdict}");
            if (verdict != "agrees")
            {
                notCompared.Add(Path.GetFileName(file), verdict);
            }
        }

        Assert.Equal(
            ["burn_opset_06.onnx", "burn_opset_15.onnx", "pytorch_BatchNorm2d_eval.onnx"],
            notCompared.Keys.Order(StringComparer.Ordinal));
    }

    private static string Verdict(string file)
    {
        Float64Graph graph = Float64Graph.Load(file);
        if (graph.UnsupportedOperators.Count > 0)
        {
            return $"the evaluator lacks {string.Join(", ", graph.UnsupportedOperators)}";
        }

        return Compare(file, _ => SeededInputs.For(graph.File.Inputs)) is { } refusal ? $"the runtime refuses: {refusal}" : "agrees";
    }

    /// <summary>Runs a file in both; what the runtime says when it refuses, null when they agree.</summary>
    private static string? Compare(string path, Func<Float64Graph, Tensor64[]> inputs)
    {
        Float64Graph graph = Float64Graph.Load(path);
        Tensor64[] values = inputs(graph);
        IReadOnlyList<double[]> expected;
        try
        {
            expected = RuntimeOracle.Run(path, graph.File.Inputs.Zip(values));
        }
        catch (OnnxRuntimeException refusal)
        {
            return refusal.Message;
        }

        IReadOnlyList<Tensor64> outputs = graph.Evaluate(values);
        double tolerance = graph.File.Inputs.Any(input => input.ElementType is OnnxTensor.Float16 or OnnxTensor.BFloat16) ? Half : Single;
        Assert.Equal(expected.Count, outputs.Count);
        foreach ((double[] theirs, Tensor64 ours) in expected.Zip(outputs))
        {
            double unit = Math.Max(1, theirs.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max());
            Close.Assert([.. theirs.Select(value => value / unit)], [.. ours.Data.Select(value => value / unit)], tolerance, path);
        }

        return null;
    }
}
