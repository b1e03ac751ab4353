using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ShiftEval.Datasets;

/// <summary>The order in which samples are batched or drawn: random to look at, but the same for the same seed and ids wherever it is made.</summary>
public static class SampleOrder
{
    /// <summary>The samples sorted by SHA-256(seed, id).</summary>
    /// <returns>
    /// In the order of the digests of the UTF-8 text <c>seed ⏎ id</c> (⏎ is one line feed, the seed in decimal), compared byte by byte;
    /// equal ids in ordinal order of their paths. The order of <paramref name="samples"/> does not matter.
    /// </returns>
    public static IReadOnlyList<Sample> Shuffled(IEnumerable<Sample> samples, long seed)
    {
        ArgumentNullException.ThrowIfNull(samples);
        (Digest Digest, Sample Sample)[] keyed = [.. samples.Select(sample => (Digest.Of(seed, sample.Id), sample))];
        Array.Sort(keyed, static (left, right) =>
            left.Digest.CompareTo(right.Digest) is not 0 and int byDigest ? byDigest
            : string.CompareOrdinal(left.Sample.Id, right.Sample.Id) is not 0 and int byId ? byId
            : string.CompareOrdinal(left.Sample.Path, right.Sample.Path));
        return [.. keyed.Select(pair => pair.Sample)];
    }

    /// <summary>The first <paramref name="count"/> samples of the shuffled order, drawn evenly over domains.</summary>
    /// <returns>
    /// One of each domain in turn, domains in ordinal order, each domain's in shuffled order; a domain that has no more drops out.
    /// What a smaller count draws is the beginning of what a larger one draws. All samples when there are fewer than asked for.
    /// </returns>
    public static IReadOnlyList<Sample> Take(IEnumerable<Sample> samples, int count, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return [.. Shuffled(samples, seed)
            .GroupBy(sample => sample.Domain, StringComparer.Ordinal)
            .OrderBy(domain => domain.Key, StringComparer.Ordinal)
            .SelectMany(domain => domain.Select((sample, round) => (sample, round)))
            .OrderBy(drawn => drawn.round)
            .Select(drawn => drawn.sample)
            .Take(count)];
    }

    private readonly record struct Digest(UInt128 High, UInt128 Low) : IComparable<Digest>
    {
        public static Digest Of(long seed, string id)
        {
            Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}\n{id}")), bytes);
            return new Digest(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));
        }

        public int CompareTo(Digest other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);
    }
}
