using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Rewrites;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Folding;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Estimation;

/// <summary>Recalibration of any model on seeded samples, beside the float64 evaluator.</summary>
/// <param name="Statistics"><c>≤ 1e-5</c> where the measured statistics agree, or why that was not asked.</param>
/// <param name="Outputs"><c>≤ 1e-4</c> where the outputs of the written file agree.</param>
internal sealed record ReferenceMeasurement(string Statistics, string Outputs)
{
    private const double StatisticsTolerance = 1e-5;

    // Where more layers than these lie one behind the other, float32 itself is coarser: Fixtures/any-onnx/float32_floor.py.
    private const int ManyLayers = 55;
    private const double DeepTolerance = 1e-4;
    private const double OutputTolerance = 1e-4;

    // float16 carries three digits, and each layer rounds to them.
    private const double HalfTolerance = 1e-2;
    private const int Samples = 8;
    private const int SamplesOfLargeInputs = 2;
    private const int LargeInput = 3 * 160 * 160;
    private const int Side = 64;

    /// <summary>Measures, writes and scores.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">The input that is fed.</param>
    /// <param name="folded">The convolutions to renormalise; null where the model has its BatchNorms.</param>
    public static ReferenceMeasurement Of(OnnxModel model, OnnxValueInfo input, FoldSelection? folded)
    {
        try
        {
            return folded is null
                ? Measure(model, input, (_, measured) => StatisticsWriter.Write(model, measured).Model)
                : MeasureFolded(model, input, folded);
        }
        catch (Exception exception) when (exception is InputException or RunFailedException or OnnxRuntimeException)
        {
            return new ReferenceMeasurement($"not measured: {exception.Message}", "not run");
        }
    }

    private static ReferenceMeasurement MeasureFolded(OnnxModel model, OnnxValueInfo input, FoldSelection folded)
    {
        // Any source will do for this comparison; the moments of other samples are a likely one.
        OnnxModel probe = Unfolding.Insert(model, folded);
        ModelStatistics source = new AnyModel(probe, input, Shifted(Seeded(input, samples: null))).LayerByLayer();
        return Measure(Unfolding.Insert(model, folded, source), input, (_, target) => FoldBack.Write(model, folded, source, target).Model);
    }

    private static ReferenceMeasurement Measure(OnnxModel model, OnnxValueInfo input, Func<OnnxModel, ModelStatistics, OnnxModel> write)
    {
        OnnxModel alone = Alone(model, input.Name);
        Tensor64 samples = Seeded(input, samples: null);
        (OnnxModel free, string? obstacle) = Free(alone, input, samples);
        if (obstacle is not null)
        {
            samples = Seeded(input, (int)input.Shape![0].Value!.Value);
        }

        AnyModel product = new(model, input, samples);
        ModelStatistics measured = product.Population();
        Float64Graph graph = Float64Graph.Parse(free.ToBytes(), free.Folder);
        if (graph.UnsupportedOperators.Count > 0)
        {
            return new ReferenceMeasurement($"the evaluator lacks {string.Join(", ", graph.UnsupportedOperators)}", "not run");
        }

        (IReadOnlyList<Tensor64> outputs, IReadOnlyList<LayerMoments> moments) = graph.EvaluateInTraining(samples);
        double statistics = AnyModel.WorstError(moments, measured);
        OnnxModel written = OnnxModel.Parse(write(model, measured).ToBytes(), model.Name, model.Folder);
        double worst = 0;
        foreach ((string output, Tensor64 expected) in graph.File.Outputs.Zip(outputs))
        {
            worst = Math.Max(worst, Error(expected.Data, Scores(product, written, output)));
        }

        if (statistics > StatisticsTolerance)
        {
            double other = AnyModel.WorstError(moments, product.LayerByLayer());
            TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{model.Name}: statistics {other:E2} layer by layer"));
        }

        bool half = model.Proto.Graph.Initializer.Any(tensor => (OnnxElementType)tensor.DataType is OnnxElementType.Float16 or OnnxElementType.BFloat16);
        TestContext.Current.TestOutputHelper?.WriteLine(
            FormattableString.Invariant($"{model.Name}: {samples.Shape[0]} samples, statistics {statistics:E2}, outputs {worst:E2}{(obstacle is null ? "" : $", batch not freed: {obstacle}")}"));
        bool deep = measured.Layers.Count > ManyLayers;
        return new ReferenceMeasurement(
            Verdict(statistics, deep ? DeepTolerance : StatisticsTolerance) + (deep ? Invariant($", the rounding of {measured.Layers.Count} layers in float32") : "") + (obstacle is null ? "" : Invariant($" on {samples.Shape[0]} samples, since the batch cannot be freed: {obstacle}")),
            half ? $"{Verdict(worst, HalfTolerance)} in float16" : Verdict(worst, OutputTolerance));
    }

    /// <summary>A graph whose batch is free, to evaluate all samples as one; the same one and why where that cannot be.</summary>
    private static (OnnxModel Model, string? Obstacle) Free(OnnxModel model, OnnxValueInfo input, Tensor64 samples)
    {
        if (input.Shape![0].Value is null)
        {
            return (model, null);
        }

        AnyModel one = new(model, input, samples);
        (OnnxModel? free, string? obstacle) = FreeBatch.Apply(model, input.Name, ShapeProbe.Run(one.Context, OpsetUpgrade.Apply(model).Model));
        return (free ?? model, obstacle);
    }

    /// <summary>The outputs that one input decides, where the graph has others.</summary>
    private static OnnxModel Alone(OnnxModel model, string input)
    {
        if (model.Inputs.Count == 1)
        {
            return model;
        }

        OnnxModel cut = model.Clone();
        string[] others = [.. model.Inputs.Select(value => value.Name).Where(name => name != input)];
        GraphCut.To(cut.Proto.Graph, [.. cut.Proto.Graph.Output.Where(IsDecided)]);
        return cut;

        bool IsDecided(ValueInfoProto output)
        {
            HashSet<string> needed = GraphCut.Needed(cut.Proto.Graph, [output.Name]);
            return needed.Contains(input) && !needed.Overlaps(others);
        }
    }

    /// <summary>An output of the written file: class scores as the product gives them, others straight from the runtime.</summary>
    private static double[] Scores(AnyModel product, OnnxModel written, string output)
    {
        try
        {
            return product.Scores(written, output);
        }
        catch (InputException exception) when (exception.Message.Contains("class scores are floats", StringComparison.Ordinal))
        {
            OnnxModel runnable = RunnableModel.Of(written, output);
            ModelInput input = product.Context.Input;
            int batch = input.Batch ?? product.Samples.Shape[0];
            List<double> values = [];
            using ModelSession session = new(runnable, input.Name, product.Context.Device, input.ElementType);
            for (int first = 0; first < product.Samples.Shape[0]; first += batch)
            {
                float[] fed = [.. product.Samples.Rows(first, first + batch).Data.Select(value => (float)value)];
                session.Run(fed, input.Shape(batch), [output], Read, CancellationToken.None);
            }

            return [.. values];

            void Read(IReadOnlyList<OrtValue> results) =>
                values.AddRange(TensorValues.Read(results[0], (int)results[0].GetTensorTypeAndShape().ElementCount).Select(value => (double)value));
        }
    }

    private static double Error(IReadOnlyList<double> expected, IReadOnlyList<double> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        return expected.Zip(actual).Max(pair => Math.Abs(pair.First - pair.Second) / Math.Max(1, Math.Abs(pair.First)));
    }

    private static Tensor64 Seeded(OnnxValueInfo input, int? samples)
    {
        int[] sample = [.. input.Shape!.Skip(1).Select(axis => (int)(axis.Value ?? Side))];
        int count = samples ?? (Tensor64.Size(sample) > LargeInput ? SamplesOfLargeInputs : Samples);
        int batch = (int)(input.Shape![0].Value ?? 1);
        return SeededInputs.Of((int)input.ElementType, [Math.Max(1, count / batch) * batch, .. sample]);
    }

    private static Tensor64 Shifted(Tensor64 samples) => samples.With([.. samples.Data.Select(value => (float)((0.8 * value) + 0.1))], samples.Shape);

    private static string Verdict(double error, double tolerance) =>
        FormattableString.Invariant($"{(error <= tolerance ? '≤' : '>')} 1e{Math.Log10(tolerance):0}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
