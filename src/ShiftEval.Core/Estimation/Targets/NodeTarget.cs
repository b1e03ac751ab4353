using ShiftEval.Onnx;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation.Targets;

/// <summary>The BatchNorm nodes of a model.</summary>
internal sealed class NodeTarget : IStatisticsTarget
{
    /// <summary>A target over all layers.</summary>
    /// <exception cref="Diagnostics.InputException">The model has no BatchNorm, or layers that cannot be rewritten.</exception>
    public NodeTarget(EstimationContext context)
    {
        Context = context;
        Layers = BatchNormLayers.FindRewritable(context.Model);
        Stored = BatchNormLayers.Stored(Layers);
    }

    /// <inheritdoc/>
    public EstimationContext Context { get; }

    /// <inheritdoc/>
    public IReadOnlyList<BatchNormLayer> Layers { get; }

    /// <inheritdoc/>
    public ModelStatistics Stored { get; }

    /// <inheritdoc/>
    public (OnnxModel Model, IReadOnlyList<StatisticsChange> Changes) Write(ModelStatistics statistics) => StatisticsWriter.Write(Context.Model, statistics);
}
