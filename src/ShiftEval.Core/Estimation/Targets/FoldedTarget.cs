using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Measurable;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Folding;

namespace ShiftEval.Estimation.Targets;

/// <summary>
/// The convolutions that a BatchNorm was folded into, together with the BatchNorm nodes that are left. What a folded layer normalises to
/// is not in the file: it is anchored to the moments of the convolution's output, measured on source images in the file's own forward.
/// </summary>
/// <remarks>y ↦ (y−m_t)·sqrt(v_s/v_t)+m_s per channel: with the source's own moments as target the file stays as it is.</remarks>
internal sealed class FoldedTarget : IStatisticsTarget
{
    private readonly OnnxModel model;
    private readonly FoldSelection selection;
    private readonly ModelStatistics source;

    private FoldedTarget(EstimationContext context, FoldSelection selection, ModelStatistics source, IReadOnlyList<int> samples)
    {
        model = context.Model;
        this.selection = selection;
        this.source = source;
        SourceSamples = samples;
        OnnxModel unfolded = Unfolding.Insert(model, selection, source);
        HashSet<string> folded = selection.Taken.Select(candidate => candidate.Name).ToHashSet(StringComparer.Ordinal);
        Layers = BatchNormLayers.FindRewritable(unfolded);
        Stored = new ModelStatistics(Layers.Select(layer => KeyValuePair.Create(layer.Name, folded.Contains(layer.Name) ? source[layer.Name] : layer.Stored!)));
        Context = context with
        {
            Model = unfolded,
            IsLayerByLayer = true,
            Adjust = (layer, measured) => folded.Contains(layer) ? TinyChannels.KeepSource(source[layer], measured).Target : measured,
        };
    }

    /// <summary>How many convolutions are renormalised.</summary>
    public int Convolutions => selection.Taken.Count;

    /// <summary>Positions of the source images that the anchor was measured on.</summary>
    public IReadOnlyList<int> SourceSamples { get; }

    /// <inheritdoc/>
    public EstimationContext Context { get; }

    /// <inheritdoc/>
    public IReadOnlyList<BatchNormLayer> Layers { get; }

    /// <inheritdoc/>
    public ModelStatistics Stored { get; }

    /// <summary>Refuses, before any image is read, a model whose layers could not be measured.</summary>
    /// <exception cref="InputException">A BatchNorm that is left cannot be measured or rewritten.</exception>
    public static void Check(EstimationContext context, FoldSelection selection) => _ = Placeholder(context, selection);

    /// <summary>Measures the source's moments of every selected convolution, the file's own statistics in force everywhere.</summary>
    /// <param name="context">The folded model and its images.</param>
    /// <param name="selection">Made for this model; takes at least one convolution.</param>
    /// <param name="order">Positions of the source images.</param>
    /// <param name="batchSize">Images a run.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="RunFailedException">A layer's values are not finite.</exception>
    public static FoldedTarget Measure(EstimationContext context, FoldSelection selection, IReadOnlyList<int> order, int batchSize, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        MeasurableModel placeholder = Placeholder(context, selection);
        HashSet<string> folded = selection.Taken.Select(candidate => candidate.Name).ToHashSet(StringComparer.Ordinal);
        MeasurableLayer[] layers = [.. placeholder.Layers.Where(layer => folded.Contains(layer.Name))];
        (OnnxModel graph, IReadOnlyList<string> outputs) = ExposedValues.OfLayers(placeholder.Model, layers);
        (ChannelMoments?[] moments, IReadOnlyList<int> used) = ValueMoments.Measure(context, graph, outputs, order, batchSize, weights: null, Report, cancellation);
        if (used.Count == 0)
        {
            throw new InputException("--data", "none of the source images can be read", "Repair the files");
        }

        Dictionary<string, LayerStatistics> anchor = new(StringComparer.Ordinal);
        foreach ((MeasurableLayer layer, ChannelMoments? measured) in layers.Zip(moments))
        {
            Finite.Require(context.Model.Name, layer.Name, measured!);
            anchor.Add(layer.Name, measured!.ToPopulation());
        }

        return new FoldedTarget(context, selection, new ModelStatistics(anchor), used);

        void Report(int done) => progress?.Report(new ProgressStep("measuring the source", done, order.Count));
    }

    /// <inheritdoc/>
    public (OnnxModel Model, IReadOnlyList<StatisticsChange> Changes) Write(ModelStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = FoldBack.Write(model, selection, source, statistics);
        if (BatchNormLayers.Find(written).Count == 0)
        {
            return (written, changes);
        }

        (written, IReadOnlyList<StatisticsChange> more) = StatisticsWriter.Write(written, statistics);
        return (written, [.. changes, .. more]);
    }

    private static MeasurableModel Placeholder(EstimationContext context, FoldSelection selection) =>
        MeasurableModel.Of(Unfolding.Insert(context.Model, selection), context.Input.Name);
}
