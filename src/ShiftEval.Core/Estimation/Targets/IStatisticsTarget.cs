using ShiftEval.Onnx;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation.Targets;

/// <summary>What statistics are estimated for, and how they get into the file: a model's BatchNorm nodes, or also what was folded into its convolutions.</summary>
internal interface IStatisticsTarget
{
    /// <summary>The layers, in the order of the model.</summary>
    IReadOnlyList<BatchNormLayer> Layers { get; }

    /// <summary>The statistics that leave the file as it is.</summary>
    ModelStatistics Stored { get; }

    /// <summary>What estimations of this target work on.</summary>
    EstimationContext Context { get; }

    /// <summary>The file with other statistics, and what changed.</summary>
    /// <exception cref="Diagnostics.InputException">The statistics do not fit, or are too large for the file's element type.</exception>
    (OnnxModel Model, IReadOnlyList<StatisticsChange> Changes) Write(ModelStatistics statistics);
}
