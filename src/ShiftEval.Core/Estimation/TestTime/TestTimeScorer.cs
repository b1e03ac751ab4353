using ShiftEval.Datasets.Batches;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Measurable;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Estimation.TestTime;

/// <summary>Scores samples with statistics that depend on the samples scored: <c>batch</c>, <c>alpha</c>, <c>stream</c>, <c>instance</c>.</summary>
internal sealed class TestTimeScorer
{
    private readonly EstimationContext context;
    private readonly MeasurableModel measurable;
    private readonly string output;
    private readonly LayerProbe probe;

    /// <param name="context">The model and how it is fed; a batch that it fixes is freed.</param>
    /// <param name="output">The output with the class scores.</param>
    /// <param name="cancellation">Ends the run that looks at the layers' shapes.</param>
    /// <exception cref="InputException">A layer cannot be measured, stands in a branch that the data decide on, or the batch cannot be freed.</exception>
    public TestTimeScorer(EstimationContext context, string output, CancellationToken cancellation)
    {
        this.output = output;
        measurable = Measurable(context);
        this.context = context with { Input = context.Input with { Batch = null, ElementType = OnnxElementType.Float32 } };
        probe = LayerProbe.Run(this.context, MeasuringGraph.Build(measurable), cancellation);
    }

    /// <summary>Refuses, before any image is read, a model that statistics of the images scored cannot follow.</summary>
    /// <exception cref="InputException">A layer cannot be measured, stands in a branch that the data decide on, or the batch cannot be freed.</exception>
    public static void Check(EstimationContext context) => _ = Measurable(context);

    /// <summary>Scores samples.</summary>
    /// <param name="spec">A spec whose statistics are no constants.</param>
    /// <param name="order">Positions of the samples in the order in which they are cut into batches or arrive.</param>
    /// <param name="batchSize">Samples a run where the spec leaves that open.</param>
    /// <param name="progress">Told how many samples are done.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>In the order of <paramref name="order"/>.</returns>
    /// <exception cref="InputException">A layer would see a single value a channel.</exception>
    public SampleScores Score(StatisticsSpec spec, IReadOnlyList<int> order, int batchSize, Action<int>? progress, CancellationToken cancellation)
    {
        ReplacementRule replaced = spec.Replacement;
        Replacement replacement = new(replaced, BatchNormLayers.Stored([.. measurable.Layers.Select(layer => layer.Layer)]));
        bool hasSingleValues = probe.Areas.Any(layer => layer.Value == 1 && replacement.Takes(layer.Key));
        switch (spec.Head)
        {
            case SpecHead.Batch or SpecHead.Alpha:
                int size = spec.Head == SpecHead.Batch ? (int)spec.Value!.Value : spec.BatchSize;
                RefuseSingleValues(spec, hasSingleValues, Math.Min(size, order.Count));
                double weight = spec.Head == SpecHead.Batch ? 1 : spec.Value!.Value;
                return Batches(Graph(new BatchRule(weight, spec.Rule, replaced)), order, new BatchPlan(size, JoinSingle: hasSingleValues), progress, cancellation);
            case SpecHead.Instance:
                return Batches(Graph(new InstanceRule(spec.Value ?? StatisticsSpec.DefaultInstanceBand, replaced)), order, new BatchPlan(batchSize), progress, cancellation);
            case SpecHead.Stream when spec.Value is { } window:
                RefuseSingleValues(spec, hasSingleValues, 1);
                return new WindowStream(context, Graph(new BatchRule(1, MixRule.Moment, replaced)), output).Score(order, (int)window, progress, cancellation);
            case SpecHead.Stream:
                OwnMomentsRule own = new(replaced);
                OnnxModel measuring = TestTimeGraph.Build(measurable, replacement.Takes, probe.Areas, own, () => own.Measured.SelectMany(layer => new[] { layer.Mean, layer.Variance }));
                GivenRule given = new(replaced);
                OnnxModel scoring = Graph(given);
                if (own.Measured.Count == 0)
                {
                    // Where no layer has a variance of its own in one image, none moves.
                    return Batches(scoring, order, new BatchPlan(batchSize), progress, cancellation);
                }

                return new MovingStream(context, measuring, own.Measured, scoring, given.Inputs, output).Score(order, batchSize, progress, cancellation);
            default:
                throw new ArgumentOutOfRangeException(nameof(spec), spec.Head, "has statistics that are constants");
        }

        OnnxModel Graph(ITestTimeRule rule) => TestTimeGraph.Build(measurable, replacement.Takes, probe.Areas, rule, () => [output]);
    }

    private SampleScores Batches(OnnxModel graph, IReadOnlyList<int> order, BatchPlan plan, Action<int>? progress, CancellationToken cancellation)
    {
        using ModelSession session = new(graph, context.Input.Name, context.Device);
        ScoreCollector collected = new(new ScoreReader(context.Model.Name, output, context.Reader));
        foreach (SampleBatch batch in context.Reader.Read(order, plan, cancellation))
        {
            session.Run(batch.Values, context.Input.Shape(batch.Count), [output], values => collected.Add(values[0], batch.Count, batch.Indices), cancellation);
            progress?.Invoke(collected.Count);
        }

        return collected.ToScores();
    }

    private static MeasurableModel Measurable(EstimationContext context)
    {
        MeasurableModel copy = MeasurableModel.Of(context.Model, context.Input.Name);
        if (!copy.RunsEveryLayer)
        {
            throw new InputException(context.Model.Name, "has a BatchNorm in a branch that runs or not as the data decide, which statistics of the images scored cannot follow", "Use domain or another spec whose statistics are constants");
        }

        return context.Input.Batch is null ? copy : copy.FreeBatch(context, "Use domain or another spec whose statistics are constants");
    }

    private void RefuseSingleValues(StatisticsSpec spec, bool hasSingleValues, int smallestBatch)
    {
        if (smallestBatch == 1 && hasSingleValues)
        {
            throw new InputException($"--statistics {spec.Text}", $"{context.Model.Name} has a layer with one value per sample and channel, which one image alone leaves without variance", spec.Head == SpecHead.Alpha ? "Add batch=2 or more, or layers= for the layers below" : spec.Head == SpecHead.Stream ? "Add layers= for the layers below" : "Use batch:2 or more, or layers= for the layers below");
        }
    }
}
