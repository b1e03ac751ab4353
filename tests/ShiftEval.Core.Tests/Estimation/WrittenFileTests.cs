using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using ShiftEval.Tests.Datasets;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Estimation;

/// <summary>A file that statistics were written into is a file like any other: to the runtime at every level, and to onnx.checker.</summary>
public sealed class WrittenFileTests
{
    private const double LevelTolerance = 1e-5;
    private const double EvaluatorTolerance = 1e-4;

    // Three digits; and a fused operator rounds to them once where its parts do twice.
    private const double HalfTolerance = 1e-2;

    public static TheoryData<string> Runnable => [.. WrittenFile.Shipped.Where(file => file.MissingKernel.Length == 0).Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Runnable))]
    public void Load_WrittenFileAtEveryLevel_GivesEqualOutputs(string name)
    {
        IReadOnlyList<string> lacking = AssertRunsAlike(WrittenFile.Shipped.Single(file => file.Name == name));

        // The evaluator has no Resize: these are compared from level to level alone.
        Assert.Equal(name.StartsWith("folding/segmentation", StringComparison.Ordinal) ? ["Resize"] : [], lacking);
    }

    [Theory]
    [InlineData("onnx-zoo")]
    [InlineData("reference")]
    public void Load_WrittenModelsOfTheWorldAtEveryLevel_GiveEqualOutputs(string folder)
    {
        IReadOnlyList<WrittenFile> files = WrittenFile.Below(Path.Combine(SharedReference.FolderOrSkip(), folder));
        List<string> passedOver = [];
        foreach (WrittenFile file in files)
        {
            if (Obstacle(file) is { } obstacle)
            {
                passedOver.Add(file.Name);
                Tell($"{file.Name} is passed over: {obstacle}");
                continue;
            }

            AssertRunsAlike(file);
        }

        // The one draws random numbers, the other is of operator set 6, which the runtime has no kernels for.
        Assert.Equal(folder == "reference" ? [] : ["op-tests/burn_opset_15.onnx", "op-tests/pytorch_BatchNorm2d_eval.onnx"], passedOver);
    }

    [Fact]
    public void Check_WrittenFiles_AreAcceptedWhereTheirOriginalsAre()
    {
        string? folder = Environment.GetEnvironmentVariable("SHIFTEVAL_REFERENCE");
        IReadOnlyList<WrittenFile> files =
        [
            .. WrittenFile.Shipped,
            .. string.IsNullOrEmpty(folder) ? [] : WrittenFile.Below(Path.Combine(folder, "onnx-zoo")),
            .. string.IsNullOrEmpty(folder) ? [] : WrittenFile.Below(Path.Combine(folder, "reference")),
        ];
        using TemporaryFolder originals = new();
        using TemporaryFolder written = new();

        // Of copies: a checker of another version may write what it infers into the file that it is given.
        IReadOnlyList<JsonElement> before = OnnxChecker.Ask([.. files.Select(file => file.CopyTo(originals.Path))]);
        IReadOnlyList<JsonElement> after = OnnxChecker.Ask([.. files.Select(file => file.WriteTo(written.Path))]);

        Assert.Equal(files.Count, before.Count);
        Assert.Equal(files.Count, after.Count);
        int accepted = 0;
        for (int i = 0; i < files.Count; i++)
        {
            foreach (string how in new[] { "plain", "full" })
            {
                if (before[i].GetProperty(how).GetString() is { } complaint)
                {
                    Tell($"{files[i].Name} ({how}) is passed over, since the checker refuses the original: {complaint}");
                }
                else
                {
                    accepted++;
                    Assert.True(after[i].GetProperty(how).GetString() is null, $"{files[i].Name} ({how}): {after[i].GetProperty(how).GetString()}");
                }
            }
        }

        Tell($"{accepted} of {2 * files.Count} checks were made on {files.Count} files.");
        Assert.True(accepted >= files.Count, $"only {accepted} of {2 * files.Count} checks were made");
    }

    /// <returns>The operators that kept the evaluator from being asked.</returns>
    private static IReadOnlyList<string> AssertRunsAlike(WrittenFile file)
    {
        using TemporaryFolder folder = new();
        string path = file.WriteTo(folder.Path);
        Float64Graph graph = Float64Graph.Load(path);
        Tensor64[] inputs = SeededInputs.For(graph.File.Inputs);
        bool half = graph.File.Inputs.Any(input => input.ElementType is OnnxTensor.Float16 or OnnxTensor.BFloat16);

        IReadOnlyList<double[]> plain = Run(GraphOptimizationLevel.ORT_DISABLE_ALL);

        foreach (GraphOptimizationLevel level in Enum.GetValues<GraphOptimizationLevel>())
        {
            Compare(plain, Run(level), half ? HalfTolerance : LevelTolerance, $"{file.Name} at {level}");
        }

        if (graph.UnsupportedOperators.Count == 0)
        {
            Compare([.. graph.Evaluate(inputs).Select(output => output.Data)], plain, half ? HalfTolerance : EvaluatorTolerance, $"{file.Name} in float64");
        }

        return graph.UnsupportedOperators;

        IReadOnlyList<double[]> Run(GraphOptimizationLevel level) => RuntimeOracle.Run(path, graph.File.Inputs.Zip(inputs), level);
    }

    /// <summary>Relative to the largest value of an output.</summary>
    private static void Compare(IReadOnlyList<double[]> expected, IReadOnlyList<double[]> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach ((double[] one, double[] other) in expected.Zip(actual))
        {
            double unit = Math.Max(1, one.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max());
            Close.Assert([.. one.Select(value => value / unit)], [.. other.Select(value => value / unit)], tolerance, what);
        }
    }

    /// <summary>What keeps a file from being run here, with or without other statistics.</summary>
    private static string? Obstacle(WrittenFile file)
    {
        Float64Graph graph = Float64Graph.Load(file.Path);
        if (graph.UnsupportedOperators.Count > 0)
        {
            return $"the evaluator lacks {string.Join(", ", graph.UnsupportedOperators)}";
        }

        try
        {
            RuntimeOracle.Run(file.Path, graph.File.Inputs.Zip(SeededInputs.For(graph.File.Inputs)));
            return null;
        }
        catch (OnnxRuntimeException refusal)
        {
            return refusal.Message;
        }
    }

    private static void Tell(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);
}
