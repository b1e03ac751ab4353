using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx.Constants;

/// <summary>An operator applied to constants.</summary>
/// <param name="OutputCount">How many outputs the node has.</param>
/// <param name="Inputs">The inputs; null where one is left out.</param>
/// <param name="Attribute">Looks an attribute up.</param>
internal sealed record FoldCall(int OutputCount, IReadOnlyList<ConstantArray?> Inputs, Func<string, AttributeProto?> Attribute)
{
    /// <summary>An input that must be there.</summary>
    /// <exception cref="FoldException">It is not.</exception>
    public ConstantArray this[int index] => Optional(index) ?? throw new FoldException();

    /// <summary>An input that may be left out.</summary>
    public ConstantArray? Optional(int index) => index < Inputs.Count ? Inputs[index] : null;

    /// <summary>An integer attribute.</summary>
    public long Int(string name, long absent) => Attribute(name)?.I ?? absent;

    /// <summary>A list of integers, from the attribute of old versions or the input of new ones; null where neither is there.</summary>
    public int[]? Ints(string name, int input) => Attribute(name) is { } attribute
        ? [.. attribute.Ints.Select(value => (int)Math.Clamp(value, int.MinValue, int.MaxValue))]
        : Optional(input)?.Int32s;

    /// <summary>An axis counted from the front.</summary>
    /// <exception cref="FoldException">There is no such axis.</exception>
    public static int Axis(long axis, int rank)
    {
        long positive = axis < 0 ? axis + rank : axis;
        return positive >= 0 && positive < rank ? (int)positive : throw new FoldException();
    }

    /// <summary>The product of sizes.</summary>
    /// <exception cref="FoldException">A size is negative, or there are more elements or axes than are folded.</exception>
    public static int Elements(IEnumerable<int> shape)
    {
        long count = 1;
        int axes = 0;
        foreach (int side in shape)
        {
            count *= side;
            if (++axes > ConstantArray.MostAxes || side < 0 || count > ConstantArray.MostElements)
            {
                throw new FoldException();
            }
        }

        return (int)count;
    }
}

/// <summary>The computation does not fit the operator's rules, or is larger than what is folded: the value counts as no constant.</summary>
internal sealed class FoldException : Exception;
