using System.Globalization;
using ShiftEval.Diagnostics;

namespace ShiftEval.Statistics.Store;

/// <summary>Puts the tensors of a statistics file together to layers and samples, and checks what they hold.</summary>
internal sealed class StoredTensors
{
    private const string Again = "Collect the statistics again";
    private readonly string name;
    private readonly IReadOnlyList<SafetensorsTensor> inOrder;
    private readonly Dictionary<string, SafetensorsTensor> tensors;
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    public StoredTensors(Safetensors content, string name)
    {
        this.name = name;
        inOrder = content.Tensors;
        tensors = content.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>The layers of a file of moments.</summary>
    public IEnumerable<StoredLayer> Moments() => Layers(StatisticsKeys.Count, StatisticsKeys.Mean, StatisticsKeys.M2).Select(layer =>
    {
        double[] mean = Finite(layer + StatisticsKeys.Mean);
        ChannelMoments moments = new(Number(layer, StatisticsKeys.Count), mean, NotNegative(layer, StatisticsKeys.M2, mean.Length));
        BatchSums? sums = null;
        if (tensors.ContainsKey(layer + StatisticsKeys.BatchCount) || tensors.ContainsKey(layer + StatisticsKeys.SumOfMeans))
        {
            sums = new BatchSums(
                Number(layer, StatisticsKeys.BatchCount),
                Finite(layer + StatisticsKeys.SumOfMeans, mean.Length),
                NotNegative(layer, StatisticsKeys.SumOfVariances, mean.Length));
            if (sums.Batches == 0 && moments.Count > 0)
            {
                throw Bad(layer + StatisticsKeys.BatchCount, "is 0, though the layer has values", Again);
            }
        }

        return StoredLayer.Of(layer, new LayerSums(moments, sums));
    });

    /// <summary>The layers of a file of values.</summary>
    public IEnumerable<StoredLayer> Values() => Layers(StatisticsKeys.Mean, StatisticsKeys.Variance).Select(layer =>
    {
        double[] mean = Finite(layer + StatisticsKeys.Mean);
        return StoredLayer.Of(layer, new LayerStatistics(mean, NotNegative(layer, StatisticsKeys.Variance, mean.Length)));
    });

    /// <summary>The samples, where the file tells of them.</summary>
    public SampleMarks? Samples(StatisticsProvenance? provenance)
    {
        if (Marks(StatisticsKeys.Samples, null) is not { } hashes)
        {
            return null;
        }

        SampleMarks marks = new(hashes, Marks(StatisticsKeys.Domains, hashes.Length), Marks(StatisticsKeys.Batches, hashes.Length));
        for (int i = 1; i < hashes.Length; i++)
        {
            if (hashes[i] <= hashes[i - 1])
            {
                throw Bad(StatisticsKeys.Samples, "is not ascending, or names a sample twice", Again);
            }
        }

        if (provenance is not null && provenance.Samples != hashes.Length)
        {
            throw Bad(StatisticsKeys.Samples, Say($"has {hashes.Length} samples, the metadata say {provenance.Samples}"), Again);
        }

        if (marks.Domains?.Any(domain => domain >= (ulong)(provenance?.Domains.Count ?? 0)) == true)
        {
            throw Bad(StatisticsKeys.Domains, "names a domain that the metadata do not list", Again);
        }

        if (marks.Batches is { } batches && hashes.Zip(batches).GroupBy(pair => pair.Second).Any(batch => SampleMarks.Batch(batch.Select(pair => pair.First)) != batch.Key))
        {
            throw Bad(StatisticsKeys.Batches, "does not fit the samples: a batch lacks some of its samples or has others", Again);
        }

        return marks;
    }

    /// <summary>Refuses tensors that belong to no layer.</summary>
    public void RefuseOthers()
    {
        if (inOrder.FirstOrDefault(tensor => !taken.Contains(tensor.Name)) is { } other)
        {
            throw Bad(other.Name, "belongs to no layer", "Give a .safetensors file that shifteval stats wrote");
        }
    }

    // In the order of their bytes, which is that of the model.
    private List<string> Layers(params string[] parts)
    {
        List<string> layers = [];
        foreach (SafetensorsTensor tensor in inOrder.Where(tensor => !StatisticsKeys.Reserved.Contains(tensor.Name, StringComparer.Ordinal)))
        {
            foreach (string part in parts.Where(part => tensor.Name.EndsWith(part, StringComparison.Ordinal) && tensor.Name.Length > part.Length))
            {
                string layer = tensor.Name[..^part.Length];
                if (!layers.Contains(layer, StringComparer.Ordinal))
                {
                    layers.Add(layer);
                }
            }
        }

        if (layers.Count == 0)
        {
            throw new InputException(name, "holds no layers", "Give a .safetensors file that shifteval stats wrote");
        }

        foreach (string layer in layers)
        {
            foreach (string part in parts.Where(part => !tensors.ContainsKey(layer + part)))
            {
                throw new InputException(name, $"layer {layer} has no tensor {layer}{part}", Again);
            }
        }

        return layers;
    }

    private double[] Finite(string tensor, int? channels = null)
    {
        double[] values = Reals(tensor);
        if (channels is { } wanted && values.Length != wanted)
        {
            throw Bad(tensor, Say($"has {values.Length} channels, the mean of its layer has {wanted}"), Again);
        }

        return Array.FindIndex(values, value => !double.IsFinite(value)) is >= 0 and int bad
            ? throw Bad(tensor, Say($"is not a finite number at channel {bad}"), Again)
            : values;
    }

    private double[] NotNegative(string layer, string part, int channels)
    {
        double[] values = Finite(layer + part, channels);
        return Array.FindIndex(values, value => value < 0) is >= 0 and int bad
            ? throw Bad(layer + part, Say($"is {values[bad]} at channel {bad}, and it is never negative"), Again)
            : values;
    }

    private double Number(string layer, string part)
    {
        double[] values = Reals(layer + part);
        return values is [var value] && double.IsFinite(value) && value >= 0 && Math.Floor(value).Equals(value)
            ? value
            : throw Bad(layer + part, "is not one whole number of at least 0", Again);
    }

    private double[] Reals(string tensor)
    {
        if (!tensors.TryGetValue(tensor, out SafetensorsTensor? found))
        {
            throw Bad(tensor, "is missing", Again);
        }

        taken.Add(tensor);
        return found is { Reals: { } values, Shape: [> 0] } ? values : throw Bad(tensor, $"is not a vector of type {Safetensors.Real} with at least one value", Again);
    }

    private ulong[]? Marks(string tensor, int? count)
    {
        if (!tensors.TryGetValue(tensor, out SafetensorsTensor? found))
        {
            return null;
        }

        taken.Add(tensor);
        if (found is not { Numbers: { } values, Shape: [_] })
        {
            throw Bad(tensor, $"is not a vector of type {Safetensors.Number}", Again);
        }

        return count is { } wanted && values.Length != wanted ? throw Bad(tensor, Say($"has {values.Length} entries for {wanted} samples"), Again) : values;
    }

    private InputException Bad(string tensor, string what, string remedy) => new($"{name}, tensor {tensor}", what, remedy);

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
