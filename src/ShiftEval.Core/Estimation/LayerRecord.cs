using ShiftEval.Estimation.Measurable;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation;

/// <summary>The statistics of a model's layers while one after the other is measured.</summary>
internal sealed class LayerRecord
{
    private readonly EstimationContext context;
    private readonly MeasurableModel measurable;
    private readonly Replacement? replacement;
    private readonly Dictionary<string, LayerStatistics> statistics;
    private readonly Dictionary<string, double> counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LayerSums> sums = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<int>> kept = new(StringComparer.Ordinal);

    public LayerRecord(EstimationContext context, MeasurableModel measurable, EstimationSettings settings)
    {
        this.context = context;
        this.measurable = measurable;
        replacement = settings.Replacement;
        statistics = measurable.Layers.ToDictionary(layer => layer.Name, layer => replacement?.Stored[layer.Name] ?? layer.Layer.Stored!, StringComparer.Ordinal);
    }

    /// <summary>By layer name: what was measured so far, and what is stored for the others.</summary>
    public IReadOnlyDictionary<string, LayerStatistics> Statistics => statistics;

    /// <summary>Whether a layer is measured at all.</summary>
    public bool Takes(MeasurableLayer layer) => replacement?.Takes(layer.Name) ?? true;

    /// <summary>Takes what was measured of a layer; null where no batch ran it.</summary>
    /// <exception cref="Diagnostics.RunFailedException">The values are not finite.</exception>
    public void Keep(MeasurableLayer layer, ChannelMoments? measured)
    {
        counts[layer.Name] = measured?.Count ?? 0;
        sums[layer.Name] = new LayerSums(measured ?? ChannelMoments.Empty(layer.Layer.Channels!.Value), null);
        if (measured is null)
        {
            return;
        }

        Finite.Require(context.Model.Name, layer.Name, measured);
        LayerStatistics population = measured.ToPopulation();
        LayerStatistics adjusted = context.Adjust(layer.Name, population);
        int[] own = [.. Differing(population, adjusted)];
        if (own.Length > 0)
        {
            kept.Add(layer.Name, own);
        }

        statistics[layer.Name] = replacement?.Apply(layer.Name, adjusted) ?? adjusted;
    }

    /// <summary>What was found.</summary>
    /// <param name="samples">Positions of the samples used.</param>
    public EstimationResult ToResult(IReadOnlyList<int> samples) =>
        new(new ModelStatistics(measurable.Layers.Select(layer => KeyValuePair.Create(layer.Name, statistics[layer.Name]))), samples, counts)
        {
            KeptChannels = kept,
            Sums = sums,
        };

    private static IEnumerable<int> Differing(LayerStatistics measured, LayerStatistics taken) =>
        Enumerable.Range(0, measured.Channels).Where(c => !measured.Mean[c].Equals(taken.Mean[c]) || !measured.Variance[c].Equals(taken.Variance[c]));
}
