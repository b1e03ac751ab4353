using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ShiftEval.Statistics.Store;

/// <summary>Which samples statistics were measured on, told by hashes: enough to see whether two files share any, too little to name them.</summary>
/// <param name="Hashes">One a sample, see <see cref="Of"/>; ascending, each once.</param>
/// <param name="Domains">For each sample the position of its domain in the provenance's list; null where that is not known.</param>
/// <param name="Batches">For each sample its batch, see <see cref="Batch"/>; null where batches do not matter.</param>
public sealed record SampleMarks(ulong[] Hashes, ulong[]? Domains, ulong[]? Batches)
{
    /// <summary>How many samples.</summary>
    public int Count => Hashes.Length;

    /// <summary>How many batches; null where they do not matter.</summary>
    public int? BatchCount => Batches?.Distinct().Count();

    /// <summary>A sample's hash: the first 8 bytes, little-endian, of SHA-256 over <c>domain ⏎ id ⏎ SHA-256 of its file in hexadecimal</c>.</summary>
    public static ulong Of(string domain, string id, string fileSha256) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{domain}\n{id}\n{fileSha256}")));

    /// <summary>A batch's number: the first 8 bytes, little-endian, of SHA-256 over its samples' hashes in ascending order.</summary>
    /// <remarks>The same samples together have the same number in whatever file; other samples have another.</remarks>
    public static ulong Batch(IEnumerable<ulong> hashes)
    {
        ulong[] sorted = [.. hashes.Order()];
        byte[] bytes = new byte[sorted.Length * sizeof(ulong)];
        for (int i = 0; i < sorted.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), sorted[i]);
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(bytes));
    }

    /// <summary>The hashes as text, for a model's metadata: base64 of 8 little-endian bytes each.</summary>
    public static string ToText(IReadOnlyList<ulong> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        byte[] bytes = new byte[hashes.Count * sizeof(ulong)];
        for (int i = 0; i < hashes.Count; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), hashes[i]);
        }

        return Convert.ToBase64String(bytes);
    }

    /// <summary>The hashes of such a text; null where it is none.</summary>
    public static ulong[]? FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out int length) || length % sizeof(ulong) != 0)
        {
            return null;
        }

        ulong[] hashes = new ulong[length / sizeof(ulong)];
        for (int i = 0; i < hashes.Length; i++)
        {
            hashes[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)));
        }

        return hashes;
    }

    /// <summary>The samples of a list that these marks do not leave out.</summary>
    /// <param name="wanted">Chosen by the position of the sample.</param>
    internal SampleMarks Where(Func<int, bool> wanted)
    {
        int[] kept = [.. Enumerable.Range(0, Count).Where(wanted)];
        return new SampleMarks(Pick(Hashes)!, Pick(Domains), Pick(Batches));

        ulong[]? Pick(ulong[]? values) => values is null ? null : Array.ConvertAll(kept, i => values[i]);
    }

    /// <summary>Marks in ascending order of their hashes.</summary>
    internal static SampleMarks Sorted(IEnumerable<(ulong Hash, ulong Domain, ulong Batch)> samples, bool hasBatches)
    {
        (ulong Hash, ulong Domain, ulong Batch)[] sorted = [.. samples.OrderBy(sample => sample.Hash)];
        return new SampleMarks(Array.ConvertAll(sorted, s => s.Hash), Array.ConvertAll(sorted, s => s.Domain), hasBatches ? Array.ConvertAll(sorted, s => s.Batch) : null);
    }
}
