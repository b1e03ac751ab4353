using System.Text.Json;
using ShiftEval.Files;

namespace ShiftEval.Statistics.Store;

/// <summary>Writes statistics files: the same content always as the same bytes.</summary>
public static class StatisticsFileWriter
{
    /// <summary>Writes the file whole or not at all.</summary>
    /// <exception cref="Diagnostics.RunFailedException">It cannot be written.</exception>
    public static void Save(StatisticsFile file, string path) => AtomicFile.Write(path, ToBytes(file));

    /// <summary>The file's bytes.</summary>
    public static byte[] ToBytes(StatisticsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Dictionary<string, string> metadata = file.Provenance is { } provenance ? ProvenanceTexts.Of(provenance) : new(StringComparer.Ordinal);
        metadata[StatisticsKeys.Format] = file.Format;
        Add(StatisticsKeys.Forward, file.Forward);
        Add(StatisticsKeys.Origin, file.Origin);
        if (file.Epsilons.Count > 0)
        {
            SortedDictionary<string, double> epsilons = new(file.Epsilons.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
            metadata[StatisticsKeys.Epsilons] = JsonSerializer.Serialize(epsilons, StoreJson.Default.SortedDictionaryStringDouble);
        }

        return new Safetensors(metadata, [.. file.Layers.SelectMany(Tensors), .. Marks(file.Samples)]).ToBytes();

        void Add(string key, string? text)
        {
            if (text is not null)
            {
                metadata[key] = text;
            }
        }
    }

    private static IEnumerable<SafetensorsTensor> Tensors(StoredLayer layer)
    {
        if (layer.Sums is not { } sums)
        {
            yield return Named(StatisticsKeys.Mean, layer.Values!.Mean);
            yield return Named(StatisticsKeys.Variance, layer.Values.Variance);
            yield break;
        }

        yield return Named(StatisticsKeys.Count, sums.Moments.Count);
        yield return Named(StatisticsKeys.Mean, sums.Moments.Mean);
        yield return Named(StatisticsKeys.M2, sums.Moments.M2);
        if (sums.Batches is { } batches)
        {
            yield return Named(StatisticsKeys.BatchCount, batches.Batches);
            yield return Named(StatisticsKeys.SumOfMeans, batches.Means);
            yield return Named(StatisticsKeys.SumOfVariances, batches.Variances);
        }

        SafetensorsTensor Named(string what, params double[] values) => SafetensorsTensor.Of(layer.Name + what, values);
    }

    private static IEnumerable<SafetensorsTensor> Marks(SampleMarks? samples)
    {
        if (samples is null)
        {
            yield break;
        }

        yield return SafetensorsTensor.Of(StatisticsKeys.Samples, samples.Hashes);
        if (samples.Domains is { } domains)
        {
            yield return SafetensorsTensor.Of(StatisticsKeys.Domains, domains);
        }

        if (samples.Batches is { } batches)
        {
            yield return SafetensorsTensor.Of(StatisticsKeys.Batches, batches);
        }
    }
}
