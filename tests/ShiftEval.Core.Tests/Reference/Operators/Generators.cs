namespace ShiftEval.Tests.Reference.Operators;

/// <summary>Operators whose elements are places or numbers rather than images.</summary>
internal static class Generators
{
    public static Tensor64 Range(OperatorCall call)
    {
        Tensor64 start = call.Input(0);
        double first = start.Data[0], limit = call.Input(1).Data[0], delta = call.Input(2).Data[0];
        int count = (int)Math.Max(0, Math.Ceiling((limit - first) / delta));
        return start.With([.. Enumerable.Range(0, count).Select(i => first + (i * delta))], count);
    }

    public static Tensor64 EyeLike(OperatorCall call)
    {
        Tensor64 x = call.Input(0);
        int rows = x.Shape[0], columns = x.Shape[1], shift = (int)call.Int("k", 0);
        double[] eye = new double[rows * columns];
        for (int row = Math.Max(0, -shift); row < rows && row + shift < columns; row++)
        {
            eye[(row * columns) + row + shift] = 1;
        }

        return new Tensor64(eye, rows, columns) { IsInteger = call.Has("dtype") ? OnnxTensor.IsInteger((int)call.Int("dtype", 1)) : x.IsInteger };
    }

    /// <summary>[rank, count]: the coordinates of what is not zero, in row-major order.</summary>
    public static Tensor64 NonZero(OperatorCall call)
    {
        Tensor64 x = call.Input(0);
        int[] places = [.. Enumerable.Range(0, x.Data.Length).Where(at => x.Data[at] != 0)], strides = Strided.Of(x.Shape);
        long[] coordinates = [.. Enumerable.Range(0, x.Rank).SelectMany(
            axis => places.Select(at => (long)(at / strides[axis] % x.Shape[axis])))];
        return Tensor64.Integers(coordinates, x.Rank, places.Length);
    }

    public static Tensor64 OneHot(OperatorCall call)
    {
        Tensor64 indices = call.Input(0), values = call.Input(2);
        int depth = (int)call.Input(1).Data[0], rank = indices.Rank + 1, axis = Strided.Axis(call.Int("axis", -1), rank);
        int inner = Tensor64.Size(indices.Shape.AsSpan(axis));
        double[] result = new double[indices.Data.Length * depth];
        Array.Fill(result, values.Data[0]);
        for (int i = 0; i < indices.Data.Length; i++)
        {
            long hot = (long)indices.Data[i];
            hot = hot < 0 ? hot + depth : hot;
            if (hot >= 0 && hot < depth)
            {
                result[(((i / inner * depth) + (int)hot) * inner) + (i % inner)] = values.Data[1];
            }
        }

        return values.With(result, [.. indices.Shape[..axis], depth, .. indices.Shape[axis..]]);
    }
}
