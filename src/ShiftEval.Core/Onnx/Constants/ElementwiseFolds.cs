using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Onnx.Constants;

/// <summary>Operators that take their inputs element by element, with NumPy's broadcasting.</summary>
internal static class ElementwiseFolds
{
    public static ConstantArray Combine(ConstantArray left, ConstantArray right, DataType type, Func<double, double, double> function)
    {
        int[] shape = Broadcast(left.Shape, right.Shape);
        double[] values = new double[FoldCall.Elements(shape)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = function(left.Values[Position(i, shape, left.Shape)], right.Values[Position(i, shape, right.Shape)]);
        }

        return ConstantArray.Of(type, shape, values);
    }

    public static ConstantArray Divide(FoldCall call)
    {
        ConstantArray divisor = call[1];
        return call[0].IsInteger && divisor.Values.Contains(0)
            ? throw new FoldException()
            : Combine(call[0], divisor, call[0].Type, (a, b) => a / b);
    }

    public static ConstantArray Cast(FoldCall call)
    {
        DataType type = (DataType)call.Int("to", 0);
        return type is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16 or DataType.Int64 or DataType.Int32 or DataType.Bool
            ? ConstantArray.Of(type, call[0].Shape, call[0].Values)
            : throw new FoldException();
    }

    public static ConstantArray Where(FoldCall call)
    {
        ConstantArray chosen = Combine(call[0], call[1], call[1].Type, (condition, value) => condition != 0 ? value : 0);
        ConstantArray other = Combine(call[0], call[2], call[2].Type, (condition, value) => condition != 0 ? 0 : value);
        return Combine(chosen, other, chosen.Type, (a, b) => a + b);
    }

    /// <summary>The shape that two shapes broadcast to.</summary>
    /// <exception cref="FoldException">They do not.</exception>
    public static int[] Broadcast(int[] left, int[] right)
    {
        int[] shape = new int[Math.Max(left.Length, right.Length)];
        for (int i = 1; i <= shape.Length; i++)
        {
            int a = i <= left.Length ? left[^i] : 1;
            int b = i <= right.Length ? right[^i] : 1;
            shape[^i] = a == b || b == 1 ? a : a == 1 ? b : throw new FoldException();
        }

        return shape;
    }

    /// <summary>Where the element at <paramref name="index"/> of the broadcast shape lies in an operand.</summary>
    public static int Position(int index, int[] shape, int[] operand)
    {
        int position = 0;
        int stride = 1;
        for (int i = 1; i <= shape.Length; i++)
        {
            int coordinate = index % shape[^i];
            index /= shape[^i];
            if (i <= operand.Length)
            {
                position += operand[^i] == 1 ? 0 : coordinate * stride;
                stride *= operand[^i];
            }
        }

        return position;
    }
}
