using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Onnx.Constants;

/// <summary>Operators that give values another shape, or make them from a shape.</summary>
internal static class ShapeFolds
{
    public static ConstantArray Shape(FoldCall call)
    {
        int rank = call[0].Shape.Length;
        int start = Bound(call.Int("start", 0), rank);
        int end = Bound(call.Int("end", rank), rank);
        double[] sides = [.. call[0].Shape.Skip(start).Take(Math.Max(0, end - start)).Select(side => (double)side)];
        return new ConstantArray(DataType.Int64, [sides.Length], sides);
    }

    public static ConstantArray Size(FoldCall call) => new(DataType.Int64, [], [call[0].Values.Length]);

    public static ConstantArray Reshape(FoldCall call)
    {
        ConstantArray data = call[0];
        int[] shape = call.Ints("shape", 1) ?? throw new FoldException();
        if (call.Int("allowzero", 0) == 0)
        {
            shape = [.. shape.Select((side, i) => side != 0 ? side : i < data.Shape.Length ? data.Shape[i] : throw new FoldException())];
        }

        int open = Array.IndexOf(shape, -1);
        if (open >= 0)
        {
            int rest = FoldCall.Elements(shape.Where((_, i) => i != open));
            shape[open] = rest > 0 && data.Values.Length % rest == 0 ? data.Values.Length / rest : throw new FoldException();
        }

        return Reshaped(data, shape);
    }

    public static ConstantArray Flatten(FoldCall call)
    {
        int[] shape = call[0].Shape;
        int axis = Bound(call.Int("axis", 1), shape.Length);
        return Reshaped(call[0], [FoldCall.Elements(shape.Take(axis)), FoldCall.Elements(shape.Skip(axis))]);
    }

    public static ConstantArray Squeeze(FoldCall call)
    {
        int[] shape = call[0].Shape;
        HashSet<int>? axes = call.Ints("axes", 1)?.Select(axis => FoldCall.Axis(axis, shape.Length)).ToHashSet();
        return Reshaped(call[0], [.. shape.Where((side, i) => axes is null ? side != 1 : !axes.Contains(i))]);
    }

    public static ConstantArray Unsqueeze(FoldCall call)
    {
        int[] axes = call.Ints("axes", 1) ?? throw new FoldException();
        int rank = call[0].Shape.Length + axes.Length;
        HashSet<int> added = [.. axes.Select(axis => FoldCall.Axis(axis, rank))];
        Queue<int> sides = new(call[0].Shape);
        return Reshaped(call[0], [.. Enumerable.Range(0, rank).Select(i => added.Contains(i) || sides.Count == 0 ? 1 : sides.Dequeue())]);
    }

    public static ConstantArray ConstantOfShape(FoldCall call)
    {
        int[] shape = call[0].Int32s;
        double[] values = new double[FoldCall.Elements(shape)];
        if (call.Attribute("value")?.T is not { } tensor)
        {
            return new ConstantArray(DataType.Float, shape, values);
        }

        ConstantArray value = ConstantArray.Read(tensor, null) is { Values.Length: 1 } one ? one : throw new FoldException();
        Array.Fill(values, value.Values[0]);
        return new ConstantArray(value.Type, shape, values);
    }

    public static ConstantArray Range(FoldCall call)
    {
        (double start, double limit, double step) = (Scalar(call[0]), Scalar(call[1]), Scalar(call[2]));
        double count = Math.Max(0, Math.Ceiling((limit - start) / step));
        return double.IsFinite(count) && count <= ConstantArray.MostElements
            ? ConstantArray.Of(call[0].Type, [(int)count], [.. Enumerable.Range(0, (int)count).Select(i => start + (i * step))])
            : throw new FoldException();
    }

    private static double Scalar(ConstantArray array) => array.Values is [var value] ? value : throw new FoldException();

    private static int Bound(long value, int rank) => (int)Math.Clamp(value < 0 ? value + rank : value, 0, rank);

    private static ConstantArray Reshaped(ConstantArray data, int[] shape) =>
        FoldCall.Elements(shape) == data.Values.Length ? data with { Shape = shape } : throw new FoldException();
}
