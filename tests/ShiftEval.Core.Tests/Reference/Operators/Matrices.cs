namespace ShiftEval.Tests.Reference.Operators;

/// <summary>Matrix products.</summary>
internal static class Matrices
{
    public static Tensor64 Gemm(OperatorCall call)
    {
        Tensor64 a = Oriented(call.Input(0), call.Int("transA", 0) == 1), b = Oriented(call.Input(1), call.Int("transB", 0) == 1);
        double alpha = call.Float("alpha", 1), beta = call.Float("beta", 1);
        int rows = a.Shape[0], columns = b.Shape[1];
        Tensor64 product = Elementwise.Map(new Tensor64(Product(a.Data, b.Data, rows, a.Shape[1], columns), rows, columns), x => alpha * x);
        return call.Optional(2) is { } c ? Elementwise.Combine(product, c, (x, y) => x + (beta * y)) : product;
    }

    /// <summary>Products of the last two axes; leading axes broadcast, and a vector is a row on the left, a column on the right.</summary>
    public static Tensor64 MatMul(OperatorCall call)
    {
        Tensor64 a = call.Input(0), b = call.Input(1);
        bool leftVector = a.Rank == 1, rightVector = b.Rank == 1;
        a = leftVector ? new Tensor64(a.Data, 1, a.Shape[0]) : a;
        b = rightVector ? new Tensor64(b.Data, b.Shape[0], 1) : b;
        int rows = a.Shape[^2], depth = a.Shape[^1], columns = b.Shape[^1];
        int[] lead = Strided.BroadcastShape(a.Shape.AsSpan(..^2), b.Shape.AsSpan(..^2));
        double[] left = Strided.Broadcast(a, [.. lead, rows, depth]).Data, right = Strided.Broadcast(b, [.. lead, depth, columns]).Data;
        List<double> result = [];
        for (int i = 0; i < Tensor64.Size(lead); i++)
        {
            result.AddRange(Product(left.AsSpan(i * rows * depth), right.AsSpan(i * depth * columns), rows, depth, columns));
        }

        int[] tail = [.. leftVector ? [] : new[] { rows }, .. rightVector ? [] : new[] { columns }];
        return new Tensor64([.. result], [.. lead, .. tail]);
    }

    private static double[] Product(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int rows, int depth, int columns)
    {
        double[] result = new double[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            Span<double> row = result.AsSpan(i * columns, columns);
            for (int k = 0; k < depth; k++)
            {
                double factor = a[(i * depth) + k];
                ReadOnlySpan<double> line = b.Slice(k * columns, columns);
                for (int j = 0; j < columns; j++)
                {
                    row[j] += factor * line[j];
                }
            }
        }

        return result;
    }

    private static Tensor64 Oriented(Tensor64 x, bool transpose)
    {
        int[] flipped = [x.Shape[1], x.Shape[0]];
        return transpose ? new Tensor64(Strided.Copy(x.Data, flipped, [1, x.Shape[1]]), flipped) : x;
    }
}
