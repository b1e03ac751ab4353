using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ShiftEval.Statistics.Store;

/// <summary>A statistics file: the moments, or the mean and variance, of every layer of one model, with where they come from.</summary>
public sealed record StatisticsFile
{
    /// <summary>Count, mean and M2 of each layer: can be added up.</summary>
    public const string MomentsFormat = "shifteval.moments/1";

    /// <summary>Mean and variance of each layer, without counts: never added up.</summary>
    public const string ValuesFormat = "shifteval.statistics/1";

    /// <summary><c>forward</c> of moments that every batch normalised itself for.</summary>
    public const string MinibatchForward = "minibatch";

    /// <summary><c>forward</c> of moments measured behind layers at the population statistics of the same samples.</summary>
    public const string PopulationForward = "population";

    /// <summary>How the <c>forward</c> of moments measured behind stored statistics begins; their hash follows.</summary>
    public const string FixedForward = "fixed:";

    /// <summary>How messages name the file: its path as given.</summary>
    public required string Name { get; init; }

    /// <summary><see cref="MomentsFormat"/> or <see cref="ValuesFormat"/>.</summary>
    public required string Format { get; init; }

    /// <summary>What the layers below were normalised with; null in files of values.</summary>
    public string? Forward { get; init; }

    /// <summary>The layers in the order of the model.</summary>
    public required IReadOnlyList<StoredLayer> Layers { get; init; }

    /// <summary>Each layer's epsilon by name, where the file tells.</summary>
    public IReadOnlyDictionary<string, double> Epsilons { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Where the statistics come from; null in a file that another program wrote.</summary>
    public StatisticsProvenance? Provenance { get; init; }

    /// <summary>How the file came about: <c>collect</c>, <c>collect 2/3</c>, <c>merge</c>, <c>subtract</c> or <c>extract</c>.</summary>
    public string? Origin { get; init; }

    /// <summary>The samples measured; null where the file does not tell.</summary>
    public SampleMarks? Samples { get; init; }

    /// <summary>Whether the layers hold moments.</summary>
    public bool HasMoments => Format == MomentsFormat;

    /// <summary>Looks one layer up.</summary>
    public StoredLayer? Find(string layer) => Layers.FirstOrDefault(stored => stored.Name == layer);

    /// <summary>The <c>forward</c> of moments measured while the layers normalise with these statistics.</summary>
    /// <remarks>SHA-256 over each layer in turn: its name, a line feed, its means and its variances as little-endian doubles.</remarks>
    public static string FixedBy(ModelStatistics stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] eight = new byte[sizeof(double)];
        foreach (string layer in stored.Layers)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(layer + "\n"));
            foreach (double value in stored[layer].Mean.Concat(stored[layer].Variance))
            {
                BinaryPrimitives.WriteDoubleLittleEndian(eight, value);
                hash.AppendData(eight);
            }
        }

        return FixedForward + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
