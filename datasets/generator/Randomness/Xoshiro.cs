using System.Numerics;

namespace ShiftEval.SmearGenerator.Randomness;

/// <summary>xoshiro256** of Blackman and Vigna, seeded through SplitMix64 from a key.</summary>
/// <remarks>A key is the path to the thing drawn (seed, lab, slide, cell), so each thing can be drawn alone and in any order.</remarks>
internal sealed class Xoshiro
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public Xoshiro(params ReadOnlySpan<ulong> key)
    {
        ulong state = 0x5348_4946_5445_5641;
        foreach (ulong part in key)
        {
            state ^= part;
            state = SplitMix(ref state);
        }

        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        ulong shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Uniform(double low, double high) => low + (high - low) * Unit();

    /// <summary>Uniform in 0..count−1; the bias of the multiplication is below 2⁻⁵³·count.</summary>
    public int Below(int count) => (int)(Unit() * count);

    /// <summary>Standard normal by Box and Muller, one of the pair, so that no state is carried.</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());

    public double Normal(double mean, double deviation) => mean + deviation * Normal();

    public void Shuffle<T>(Span<T> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = Below(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E37_79B9_7F4A_7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
