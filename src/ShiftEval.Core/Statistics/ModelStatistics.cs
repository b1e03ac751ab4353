using System.Diagnostics.CodeAnalysis;

namespace ShiftEval.Statistics;

/// <summary>Mean and variance of every BatchNorm layer of one model, in the order of its nodes.</summary>
public sealed class ModelStatistics
{
    private readonly Dictionary<string, LayerStatistics> byLayer;

    /// <summary>Statistics by layer name; names are unique.</summary>
    public ModelStatistics(IEnumerable<KeyValuePair<string, LayerStatistics>> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        List<string> names = [];
        byLayer = new Dictionary<string, LayerStatistics>(StringComparer.Ordinal);
        foreach ((string name, LayerStatistics statistics) in layers)
        {
            byLayer.Add(name, statistics);
            names.Add(name);
        }

        Layers = names;
    }

    /// <summary>The layers' names in the order of their nodes.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>The statistics of one layer.</summary>
    /// <exception cref="KeyNotFoundException">There is no such layer.</exception>
    public LayerStatistics this[string layer] => byLayer[layer];

    /// <summary>Looks one layer up.</summary>
    public bool TryGet(string layer, [NotNullWhen(true)] out LayerStatistics? statistics) => byLayer.TryGetValue(layer, out statistics);
}
