namespace ShiftEval.Statistics.Store;

/// <summary>One tensor of a safetensors file, of 8-byte elements.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Reals">Its values where it is of type F64; else null.</param>
/// <param name="Numbers">Its values where it is of type U64; else null.</param>
internal sealed record SafetensorsTensor(string Name, IReadOnlyList<long> Shape, double[]? Reals, ulong[]? Numbers)
{
    public static SafetensorsTensor Of(string name, double[] values) => new(name, [values.Length], values, null);

    public static SafetensorsTensor Of(string name, ulong[] values) => new(name, [values.Length], null, values);

    /// <summary>How the format calls its type.</summary>
    public string Type => Reals is not null ? Safetensors.Real : Safetensors.Number;

    /// <summary>How many values.</summary>
    public int Length => Reals?.Length ?? Numbers!.Length;
}
