namespace ShiftEval.Onnx.Constants;

/// <summary>Operators that pick, repeat or reorder elements.</summary>
internal static class IndexFolds
{
    public static ConstantArray Expand(FoldCall call)
    {
        int[] shape = ElementwiseFolds.Broadcast(call[0].Shape, call[1].Int32s);
        return Pick(call[0], shape, i => ElementwiseFolds.Position(i, shape, call[0].Shape));
    }

    public static ConstantArray Transpose(FoldCall call)
    {
        int[] shape = call[0].Shape;
        int[] order = call.Attribute("perm") is { } perm ? [.. perm.Ints.Select(axis => FoldCall.Axis(axis, shape.Length))] : [.. Enumerable.Range(0, shape.Length).Reverse()];
        if (order.Length != shape.Length || order.Distinct().Count() != order.Length)
        {
            throw new FoldException();
        }

        int[] target = [.. order.Select(axis => shape[axis])];
        return Pick(call[0], target, i =>
        {
            int[] source = new int[shape.Length];
            int[] coordinates = Coordinates(i, target);
            for (int axis = 0; axis < order.Length; axis++)
            {
                source[order[axis]] = coordinates[axis];
            }

            return Offset(source, shape);
        });
    }

    public static ConstantArray Concat(FoldCall call)
    {
        ConstantArray first = call[0];
        int axis = FoldCall.Axis(call.Int("axis", 1), first.Shape.Length);
        ConstantArray[] parts = [.. Enumerable.Range(0, call.Inputs.Count).Select(i => call[i])];
        if (parts.Any(part => part.Shape.Length != first.Shape.Length || part.Shape.Where((side, i) => i != axis && side != first.Shape[i]).Any()))
        {
            throw new FoldException();
        }

        int outer = FoldCall.Elements(first.Shape.Take(axis));
        int[] shape = [.. first.Shape];
        shape[axis] = (int)Math.Min(int.MaxValue, parts.Sum(part => (long)part.Shape[axis]));
        List<double> values = new(FoldCall.Elements(shape));
        for (int row = 0; row < outer; row++)
        {
            foreach (ConstantArray part in parts)
            {
                int width = part.Values.Length / Math.Max(1, outer);
                values.AddRange(part.Values.AsSpan(row * width, width));
            }
        }

        return first with { Shape = shape, Values = [.. values] };
    }

    public static ConstantArray Slice(FoldCall call)
    {
        ConstantArray data = call[0];
        int[] starts = call.Ints("starts", 1) ?? throw new FoldException();
        int[] ends = call.Ints("ends", 2) ?? throw new FoldException();
        int[] axes = call.Ints("axes", 3) ?? [.. Enumerable.Range(0, starts.Length)];
        int[] steps = call.Optional(4)?.Int32s ?? [.. starts.Select(_ => 1)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length || steps.Any(step => step is 0 or int.MinValue))
        {
            throw new FoldException();
        }

        int[] shape = [.. data.Shape];
        int[] first = new int[shape.Length];
        int[] step = [.. shape.Select(_ => 1)];
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = FoldCall.Axis(axes[i], shape.Length);
            int side = data.Shape[axis];
            step[axis] = steps[i];
            (int low, int high) = steps[i] > 0 ? (0, side) : (-1, Math.Max(0, side - 1));
            first[axis] = Math.Clamp(Wrap(starts[i], side), 0, high);
            int end = Math.Clamp(Wrap(ends[i], side), low, high);
            shape[axis] = (int)Math.Max(0, Math.Ceiling((end - (double)first[axis]) / steps[i]));
        }

        return Pick(data, shape, i => Offset([.. Coordinates(i, shape).Select((c, axis) => first[axis] + (c * step[axis]))], data.Shape));
    }

    public static ConstantArray Split(FoldCall call, int output)
    {
        ConstantArray data = call[0];
        int axis = FoldCall.Axis(call.Int("axis", 0), data.Shape.Length);
        int side = data.Shape[axis];
        int size = (side + call.OutputCount - 1) / call.OutputCount;
        int[] sizes = call.Ints("split", 1) ?? [.. Enumerable.Range(0, call.OutputCount).Select(i => Math.Clamp(side - (i * size), 0, size))];
        if (output >= sizes.Length || sizes.Any(part => part < 0) || sizes.Sum(part => (long)part) != side)
        {
            throw new FoldException();
        }

        int start = sizes.Take(output).Sum();
        int[] shape = [.. data.Shape];
        shape[axis] = sizes[output];
        return Pick(data, shape, i => Offset([.. Coordinates(i, shape).Select((c, a) => a == axis ? c + start : c)], data.Shape));
    }

    public static ConstantArray Gather(FoldCall call)
    {
        (ConstantArray data, ConstantArray indices) = (call[0], call[1]);
        int axis = FoldCall.Axis(call.Int("axis", 0), data.Shape.Length);
        int[] chosen = indices.Int32s;
        int[] shape = [.. data.Shape.Take(axis), .. indices.Shape, .. data.Shape.Skip(axis + 1)];
        return Pick(data, shape, i =>
        {
            int[] c = Coordinates(i, shape);
            int index = Wrap(chosen[Offset(c[axis..(axis + indices.Shape.Length)], indices.Shape)], data.Shape[axis]);
            return index >= 0 && index < data.Shape[axis]
                ? Offset([.. c.Take(axis), index, .. c.Skip(axis + indices.Shape.Length)], data.Shape)
                : throw new FoldException();
        });
    }

    public static ConstantArray Tile(FoldCall call)
    {
        int[] repeats = call[1].Int32s;
        int[] shape = call[0].Shape;
        if (repeats.Length != shape.Length || repeats.Any(count => count < 0))
        {
            throw new FoldException();
        }

        int[] target = [.. shape.Zip(repeats, (side, count) => (long)side * count <= ConstantArray.MostElements ? side * count : throw new FoldException())];
        return Pick(call[0], target, i => Offset([.. Coordinates(i, target).Select((c, axis) => c % shape[axis])], shape));
    }

    private static ConstantArray Pick(ConstantArray data, int[] shape, Func<int, int> position)
    {
        double[] values = new double[FoldCall.Elements(shape)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = data.Values[position(i)];
        }

        return data with { Shape = shape, Values = values };
    }

    private static int Wrap(int index, int side) => index < 0 ? (int)Math.Max((long)index + side, int.MinValue) : index;

    private static int[] Coordinates(int index, int[] shape)
    {
        int[] coordinates = new int[shape.Length];
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            coordinates[axis] = index % shape[axis];
            index /= shape[axis];
        }

        return coordinates;
    }

    private static int Offset(int[] coordinates, int[] shape)
    {
        int offset = 0;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            offset = (offset * shape[axis]) + coordinates[axis];
        }

        return offset;
    }
}
