using System.Text.Json;
using ShiftEval.Comparison.Measuring;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Onnx;

namespace ShiftEval.Comparison;

/// <summary>Runs models × statistics × domains over the data and compares what comes out.</summary>
public static class ComparisonRunner
{
    /// <summary>Runs a comparison.</summary>
    /// <param name="options">What to compare.</param>
    /// <param name="progress">Told of every stage.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="InputException">Something given cannot be used; all that can be known before the work is named together.</exception>
    /// <exception cref="RunFailedException">Device, disk, memory or numbers failed while running.</exception>
    public static ComparisonResult Run(ComparisonOptions options, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<Warning> warnings = [];
        PreparedComparison prepared = PreparedComparison.Prepare(options, warnings, progress, cancellation);
        DataSetup data = prepared.Data;
        MeasuredCells measured = new ComparisonMeasurement(prepared.Measure, prepared.Gates)
            .Measure(prepared.Run(cancellation), prepared.Reference, warnings, cancellation);
        measured = SplitRepeats.Add(options, measured, progress, cancellation);
        Dictionary<int, string> unreadable = [];
        foreach ((int position, string reason) in prepared.Models.SelectMany(model => model.Images.Unreadable))
        {
            unreadable[position] = reason;
        }

        ModelSetup first = prepared.Models[0];
        return new ComparisonResult
        {
            Schema = options.Schema,
            Tool = new ToolResult(ToolInfo.Name, ToolInfo.Version),
            Models = [.. prepared.Models.Select(Describe)],
            Data = DataSummary.Of(data, prepared.Measure.Classes.Names, prepared.Touched, unreadable),
            Settings = new SettingsResult
            {
                Seed = options.Run.Seed,
                SplitSeed = options.Run.SplitSeed,
                Confidence = options.Metrics.Confidence,
                Resamples = options.Metrics.Resamples,
                Metric = options.Metrics.PrimaryMetric,
                BatchSize = options.Run.BatchSize,
                Device = first.Context.Device.Name,
                Preprocess = JsonElement.Parse(first.Preprocessing.ToCanonicalJson()),
                PreprocessOrigin = first.Preprocessing.Origin,
            },
            Cells = measured.Cells,
            Differences = measured.Differences,
            Slices = measured.Slices,
            Summary = measured.Summary,
            LayerShifts = measured.LayerShifts,
            Requirements = measured.Requirements,
            Warnings = [.. data.Warnings.Concat(warnings).Distinct()],
        };
    }

    /// <summary>A model as results show it.</summary>
    internal static ModelResult Describe(ModelSetup model) => new(
        model.Name,
        model.Model.Sha256,
        model.Layers.Count,
        Parameters(model.Model),
        ImageInputResult.Of(model),
        new ScoresResult(model.Signature.Output!, ScoreName(model.Signature.Scores)));

    private static string ScoreName(ScoreKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    private static long Parameters(OnnxModel model) => model.Proto.Graph.Initializer
        .Where(tensor => (OnnxElementType)tensor.DataType is OnnxElementType.Float32 or OnnxElementType.Float16 or OnnxElementType.BFloat16 or OnnxElementType.Float64)
        .Sum(tensor => tensor.Dims.Aggregate(1L, (product, side) => product * side));
}
