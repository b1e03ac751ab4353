using System.Security;
using System.Text.Json;
using ShiftEval.Diagnostics;

namespace ShiftEval.Statistics.Store;

/// <summary>Reads statistics files, and refuses with a reason what is none or cannot be right.</summary>
public static class StatisticsFileReader
{
    private const string Extension = ".safetensors";

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">It is missing, unreadable, damaged, or holds no statistics.</exception>
    public static StatisticsFile Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
        {
            throw new InputException(path, "is a folder", "Name the .safetensors file in it");
        }

        try
        {
            FileInfo file = new(path);
            if (!file.Exists)
            {
                throw new InputException(path, "does not exist", "Check the path of the statistics file");
            }

            if (file.Length > int.MaxValue)
            {
                throw new InputException(path, "is larger than the 2 GB that a statistics file can have", "Give a .safetensors file that shifteval stats wrote");
            }

            return Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SecurityException or ArgumentException or NotSupportedException)
        {
            throw new InputException(path, $"cannot be read ({exception.Message.TrimEnd('.')})", "Check the path and its permissions");
        }
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InputException">It is damaged, or holds no statistics.</exception>
    public static StatisticsFile Parse(ReadOnlySpan<byte> bytes, string name)
    {
        Safetensors content = Safetensors.Parse(bytes, name);
        IReadOnlyDictionary<string, string> texts = content.Texts;
        string? format = texts.GetValueOrDefault(StatisticsKeys.Format);
        if (format is not (StatisticsFile.MomentsFormat or StatisticsFile.ValuesFormat))
        {
            throw new InputException(
                name,
                format is null ? "does not say its format" : $"is of format {format}",
                $"Give a file of format {StatisticsFile.MomentsFormat} or {StatisticsFile.ValuesFormat}, as shifteval stats writes them");
        }

        StoredTensors tensors = new(content, name);
        StoredLayer[] layers = format == StatisticsFile.MomentsFormat ? [.. tensors.Moments()] : [.. tensors.Values()];
        StatisticsProvenance? provenance = ProvenanceTexts.Read(texts, name);
        SampleMarks? samples = tensors.Samples(provenance);
        tensors.RefuseOthers();
        if (samples is not null && provenance is not null)
        {
            provenance = provenance with { SampleHashes = SampleMarks.ToText(samples.Hashes) };
        }

        return new StatisticsFile
        {
            Name = name,
            Format = format,
            Forward = Forward(texts, format, name),
            Layers = layers,
            Epsilons = Epsilons(texts, name),
            Provenance = provenance,
            Origin = texts.GetValueOrDefault(StatisticsKeys.Origin),
            Samples = samples,
        };
    }

    /// <summary>Whether a path leads to a statistics file rather than to a model: by its extension, else by how it begins.</summary>
    public static bool IsStatisticsFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string extension = Path.GetExtension(path);
        if (extension.Equals(Extension, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (extension.Equals(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            byte[] start = new byte[Safetensors.LengthBytes + 1];
            return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start[^1] == '{';
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Whoever reads it as a model tells why it cannot be read.
            return false;
        }
    }

    private static string? Forward(IReadOnlyDictionary<string, string> texts, string format, string name)
    {
        string? forward = texts.GetValueOrDefault(StatisticsKeys.Forward);
        bool known = forward is StatisticsFile.MinibatchForward or StatisticsFile.PopulationForward
            || (forward is not null && forward.StartsWith(StatisticsFile.FixedForward, StringComparison.Ordinal));
        if (known || (forward is null && format == StatisticsFile.ValuesFormat))
        {
            return forward;
        }

        throw new InputException(
            $"{name}, metadata {StatisticsKeys.Forward}",
            forward is null ? "is missing: what the layers below were normalised with is not known" : $"is {forward}",
            "It is minibatch, population or fixed:SHA; collect the statistics again");
    }

    private static IReadOnlyDictionary<string, double> Epsilons(IReadOnlyDictionary<string, string> texts, string name)
    {
        if (!texts.TryGetValue(StatisticsKeys.Epsilons, out string? text))
        {
            return new Dictionary<string, double>(StringComparer.Ordinal);
        }

        try
        {
            SortedDictionary<string, double>? epsilons = JsonSerializer.Deserialize(text, StoreJson.Default.SortedDictionaryStringDouble);
            if (epsilons is not null && epsilons.Values.All(epsilon => double.IsFinite(epsilon) && epsilon >= 0))
            {
                return epsilons.ToDictionary(StringComparer.Ordinal);
            }
        }
        catch (JsonException)
        {
            // Told below, like values that cannot be.
        }

        throw new InputException($"{name}, metadata {StatisticsKeys.Epsilons}", "is not one number of at least 0 a layer", "Collect the statistics again");
    }
}
