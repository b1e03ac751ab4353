namespace ShiftEval.Metrics;

/// <summary>A random sequence of its own for every replicate, so that results do not depend on who computes which.</summary>
/// <remarks>
/// SplitMix64 (Steele, Lea and Flood 2014), started at a hash of seed, stream and index. Written out, since the platform's generator may change.
/// </remarks>
internal struct CounterRandom
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;
    private ulong state;

    /// <summary>Starts at a given state.</summary>
    public CounterRandom(ulong state) => this.state = state;

    /// <summary>Starts the sequence of one replicate.</summary>
    /// <param name="seed">The options' seed.</param>
    /// <param name="stream">The purpose, so that a bootstrap and a test do not share draws.</param>
    /// <param name="index">The replicate.</param>
    public CounterRandom(long seed, int stream, int index) =>
        state = Mix(Mix(Mix((ulong)seed + Gamma) ^ (ulong)stream) + (Gamma * ((ulong)index + 1)));

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        state += Gamma;
        return Mix(state);
    }

    /// <summary>A uniform integer from 0 to <paramref name="bound"/> − 1, every one equally likely.</summary>
    /// <remarks>Lemire (2019): multiply and reject.</remarks>
    public int Below(int bound)
    {
        uint range = (uint)bound;
        ulong product = (Next() >> 32) * range;
        if ((uint)product < range)
        {
            uint threshold = (uint)-(int)range % range;
            while ((uint)product < threshold)
            {
                product = (Next() >> 32) * range;
            }
        }

        return (int)(product >> 32);
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
