namespace ShiftEval.Tests.Reference.Operators;

/// <summary>Operators that make, read or rename shapes and leave the elements where they are.</summary>
internal static class Shapes
{
    public static Tensor64 Constant(OperatorCall call)
    {
        OnnxAttribute attribute = call.Node.Attributes.Values.Single();
        return attribute.Name switch
        {
            "value" or "sparse_value" => attribute.Tensor!,
            "value_float" => new Tensor64([attribute.Float], []),
            "value_floats" => new Tensor64([.. attribute.Floats], attribute.Floats.Count),
            "value_int" => Tensor64.Integers([attribute.Int], []),
            "value_ints" => Tensor64.Integers([.. attribute.Ints], attribute.Ints.Count),
            _ => throw new NotSupportedException($"Constant with {attribute.Name}."),
        };
    }

    public static Tensor64 ConstantOfShape(OperatorCall call)
    {
        int[] shape = Array.ConvertAll(call.Input(0).Data, length => (int)length);
        Tensor64 value = call.Has("value") ? call.Node.Attributes["value"].Tensor! : new Tensor64([0], 1);
        double[] data = new double[Tensor64.Size(shape)];
        Array.Fill(data, value.Data[0]);
        return value.With(data, shape);
    }

    public static Tensor64 Shape(OperatorCall call)
    {
        int[] shape = call.Input(0).Shape;
        int start = Clamp(call.Int("start", 0)), end = Clamp(call.Int("end", shape.Length));
        long[] part = [.. shape[start..Math.Max(start, end)].Select(length => (long)length)];
        return Tensor64.Integers(part, part.Length);

        int Clamp(long axis) => Math.Clamp(Strided.Axis(axis, shape.Length), 0, shape.Length);
    }

    public static Tensor64 Reshape(OperatorCall call)
    {
        Tensor64 x = call.Input(0);
        long[] wanted = call.Ints("shape", 1) ?? throw new InvalidDataException("Reshape has no shape.");
        bool zeroIsZero = call.Int("allowzero", 0) == 1;
        int[] shape = [.. wanted.Select((length, axis) => length == 0 && !zeroIsZero ? x.Shape[axis] : (int)length)];
        int open = Array.IndexOf(shape, -1);
        if (open >= 0)
        {
            shape[open] = 1;
            shape[open] = x.Data.Length / Tensor64.Size(shape);
        }

        return x.With(x.Data, shape);
    }

    public static Tensor64 Flatten(OperatorCall call)
    {
        Tensor64 x = call.Input(0);
        int axis = Strided.Axis(call.Int("axis", 1), x.Rank);
        return x.With(x.Data, Tensor64.Size(x.Shape.AsSpan(0, axis)), Tensor64.Size(x.Shape.AsSpan(axis)));
    }

    public static Tensor64 Squeeze(OperatorCall call)
    {
        Tensor64 x = call.Input(0);
        int[]? axes = call.Ints("axes", 1)?.Select(axis => Strided.Axis(axis, x.Rank)).ToArray();
        return x.With(x.Data, [.. x.Shape.Where((length, axis) => axes is null ? length != 1 : !axes.Contains(axis))]);
    }

    public static Tensor64 Unsqueeze(OperatorCall call)
    {
        Tensor64 x = call.Input(0);
        long[] named = call.Ints("axes", 1) ?? throw new InvalidDataException("Unsqueeze has no axes.");
        int rank = x.Rank + named.Length;
        HashSet<int> axes = [.. named.Select(axis => Strided.Axis(axis, rank))];
        Queue<int> old = new(x.Shape);
        return x.With(x.Data, [.. Enumerable.Range(0, rank).Select(axis => axes.Contains(axis) ? 1 : old.Dequeue())]);
    }

    /// <summary>Inference: everything passes, and the optional mask is all true.</summary>
    /// <exception cref="NotSupportedException">The node drops elements at random.</exception>
    public static IReadOnlyList<Tensor64> Dropout(OperatorCall call)
    {
        bool training = call.Opset switch
        {
            >= 12 => call.Optional(2) is { } flag && flag.Data[0] != 0,
            >= 7 => false,
            _ => call.Int("is_test", 0) == 0,
        };
        if (training && call.Float("ratio", 1, 0.5) != 0)
        {
            throw new NotSupportedException($"Dropout {call.Node.Name} in training mode.");
        }

        Tensor64 x = call.Input(0);
        double[] mask = new double[x.Data.Length];
        Array.Fill(mask, 1);
        return [x, new Tensor64(mask, x.Shape) { IsInteger = true }];
    }
}
