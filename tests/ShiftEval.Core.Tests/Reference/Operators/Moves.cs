namespace ShiftEval.Tests.Reference.Operators;

/// <summary>Operators that move elements.</summary>
internal static class Moves
{
    public static Tensor64 Permute(Tensor64 x, int[] order)
    {
        int[] strides = Strided.Of(x.Shape), shape = Array.ConvertAll(order, axis => x.Shape[axis]);
        return x.With(Strided.Copy(x.Data, shape, Array.ConvertAll(order, axis => strides[axis])), shape);
    }

    public static Tensor64 Transpose(OperatorCall call)
    {
        Tensor64 x = call.Input(0);
        long[] order = call.Ints("perm") ?? [.. Enumerable.Range(0, x.Rank).Reverse().Select(axis => (long)axis)];
        return Permute(x, Array.ConvertAll(order, axis => (int)axis));
    }

    public static Tensor64 Slice(OperatorCall call)
    {
        Tensor64 x = call.Input(0);
        long[] starts = call.Ints("starts", 1)!, ends = call.Ints("ends", 2)!;
        long[] axes = call.Ints("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        long[] steps = call.Optional(4)?.ToIntegers() ?? [.. starts.Select(_ => 1L)];
        int[] shape = [.. x.Shape], strides = Strided.Of(x.Shape);
        int offset = 0;
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = Strided.Axis(axes[i], x.Rank);
            long length = x.Shape[axis], step = steps[i];
            long low = step > 0 ? 0 : -1, high = step > 0 ? length : length - 1;
            long start = Math.Clamp(FromFront(starts[i], length), low, high), end = Math.Clamp(FromFront(ends[i], length), low, high);
            shape[axis] = (int)Math.Max(0, (end - start + step - Math.Sign(step)) / step);
            offset += (int)start * strides[axis];
            strides[axis] *= (int)step;
        }

        return x.With(Strided.Copy(x.Data, shape, strides, offset), shape);

        static long FromFront(long index, long length) => index < 0 ? index + length : index;
    }

    public static IReadOnlyList<Tensor64> Split(OperatorCall call)
    {
        Tensor64 x = call.Input(0);
        int axis = Strided.Axis(call.Int("axis", 0), x.Rank), parts = call.Node.Outputs.Count;
        int even = (x.Shape[axis] + parts - 1) / parts;
        long[] lengths = call.Ints("split", 1)
            ?? [.. Enumerable.Range(0, parts).Select(part => (long)Math.Min(even, x.Shape[axis] - (part * even)))];
        int[] strides = Strided.Of(x.Shape);
        List<Tensor64> results = [];
        int start = 0;
        foreach (long length in lengths)
        {
            int[] shape = [.. x.Shape];
            shape[axis] = (int)length;
            results.Add(x.With(Strided.Copy(x.Data, shape, strides, start * strides[axis]), shape));
            start += (int)length;
        }

        return results;
    }

    public static Tensor64 Concat(OperatorCall call)
    {
        Tensor64[] parts = [.. Enumerable.Range(0, call.InputCount).Select(call.Input)];
        Tensor64 first = parts[0];
        int axis = Strided.Axis(call.Int("axis", 1), first.Rank), outer = Tensor64.Size(first.Shape.AsSpan(0, axis));
        int[] shape = [.. first.Shape];
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        double[] result = new double[Tensor64.Size(shape)];
        int at = 0;
        for (int i = 0; i < outer; i++)
        {
            foreach (Tensor64 part in parts)
            {
                int run = part.Data.Length / outer;
                part.Data.AsSpan(i * run, run).CopyTo(result.AsSpan(at));
                at += run;
            }
        }

        return first.With(result, shape);
    }

    public static Tensor64 Gather(OperatorCall call)
    {
        Tensor64 x = call.Input(0), indices = call.Input(1);
        int axis = Strided.Axis(call.Int("axis", 0), x.Rank), length = x.Shape[axis];
        int outer = Tensor64.Size(x.Shape.AsSpan(0, axis)), inner = Tensor64.Size(x.Shape.AsSpan(axis + 1));
        List<double> result = [];
        for (int i = 0; i < outer; i++)
        {
            foreach (double index in indices.Data)
            {
                result.AddRange(x.Data.AsSpan(((i * length) + Strided.Axis((long)index, length)) * inner, inner));
            }
        }

        return x.With([.. result], [.. x.Shape[..axis], .. indices.Shape, .. x.Shape[(axis + 1)..]]);
    }

    public static Tensor64 Tile(OperatorCall call)
    {
        Tensor64 x = call.Input(0);
        long[] repeats = call.Input(1).ToIntegers();

        // An axis of length n repeated r times is r copies of the axis, broadcast and joined with it.
        int[] apart = [.. x.Shape.SelectMany(length => new[] { 1, length })];
        int[] spread = [.. x.Shape.SelectMany((length, axis) => new[] { (int)repeats[axis], length })];
        double[] data = Strided.Broadcast(x.With(x.Data, apart), spread).Data;
        return x.With(data, [.. x.Shape.Select((length, axis) => length * (int)repeats[axis])]);
    }

    public static Tensor64 Expand(OperatorCall call)
    {
        Tensor64 x = call.Input(0);
        int[] wanted = Array.ConvertAll(call.Input(1).Data, length => (int)length);
        return Strided.Broadcast(x, Strided.BroadcastShape(x.Shape, wanted));
    }

    public static Tensor64 Pad(OperatorCall call)
    {
        if (call.Text("mode", "constant") != "constant")
        {
            throw new NotSupportedException("Pad that is not constant.");
        }

        Tensor64 x = call.Input(0);
        long[] pads = call.Ints("pads", 1)!;
        long[] axes = call.Optional(3)?.ToIntegers() ?? [.. Enumerable.Range(0, x.Rank).Select(axis => (long)axis)];
        double value = call.Float("value", 2, 0);
        for (int i = 0; i < axes.Length; i++)
        {
            x = PadAxis(x, Strided.Axis(axes[i], x.Rank), (int)pads[i], (int)pads[axes.Length + i], value);
        }

        return x;
    }

    /// <summary>A negative length cuts off.</summary>
    private static Tensor64 PadAxis(Tensor64 x, int axis, int begin, int end, double value)
    {
        int[] shape = [.. x.Shape];
        shape[axis] += begin + end;
        int outer = Tensor64.Size(x.Shape.AsSpan(0, axis)), inner = Tensor64.Size(x.Shape.AsSpan(axis + 1));
        double[] result = new double[Tensor64.Size(shape)];
        Array.Fill(result, value);
        for (int i = 0; i < outer; i++)
        {
            for (int j = Math.Max(0, begin); j < Math.Min(shape[axis], begin + x.Shape[axis]); j++)
            {
                x.Data.AsSpan(((i * x.Shape[axis]) + j - begin) * inner, inner).CopyTo(result.AsSpan(((i * shape[axis]) + j) * inner));
            }
        }

        return x.With(result, shape);
    }
}
