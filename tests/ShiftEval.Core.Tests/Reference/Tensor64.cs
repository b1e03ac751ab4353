namespace ShiftEval.Tests.Reference;

/// <summary>A dense row-major tensor. Integers are held as doubles too: exact up to 2^53, which no shape reaches.</summary>
internal sealed class Tensor64
{
    public Tensor64(double[] data, params int[] shape)
    {
        if (data.Length != Size(shape))
        {
            throw new ArgumentException($"{data.Length} elements do not fill the shape [{string.Join(", ", shape)}].", nameof(data));
        }

        Data = data;
        Shape = shape;
    }

    public double[] Data { get; }

    public int[] Shape { get; }

    /// <summary>Whether the elements are integers; Div truncates then.</summary>
    public bool IsInteger { get; init; }

    /// <summary>Whether a stored tensor is of unsigned integers; a zero point tells the range of quantised values by it.</summary>
    public bool IsUnsigned { get; init; }

    public int Rank => Shape.Length;

    public static int Size(ReadOnlySpan<int> shape)
    {
        int size = 1;
        foreach (int length in shape)
        {
            size = checked(size * length);
        }

        return size;
    }

    public static Tensor64 Of(ReadOnlySpan<float> data, params int[] shape)
    {
        double[] wide = new double[data.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = data[i];
        }

        return new Tensor64(wide, shape);
    }

    public static Tensor64 Integers(ReadOnlySpan<long> values, params int[] shape)
    {
        double[] wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = values[i];
        }

        return new Tensor64(wide, shape) { IsInteger = true };
    }

    /// <summary>The elements as integers; out of range values saturate, as an "until the end" in Slice does.</summary>
    public long[] ToIntegers() => Array.ConvertAll(Data, value => (long)value);

    /// <summary>A tensor of the same kind (integer or not) with other content.</summary>
    public Tensor64 With(double[] data, params int[] shape) => new(data, shape) { IsInteger = IsInteger, IsUnsigned = IsUnsigned };

    /// <summary>Rows from start until end of the first axis.</summary>
    public Tensor64 Rows(int start, int end)
    {
        int row = Size(Shape.AsSpan(1));
        return With(Data[(start * row)..(end * row)], [end - start, .. Shape[1..]]);
    }
}
