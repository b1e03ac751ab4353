namespace ShiftEval.Tests.Reference.Operators;

/// <summary>Operators over whole axes.</summary>
internal static class Reductions
{
    /// <param name="call">The node; its axes are all if it names none.</param>
    /// <param name="reduce">Of the elements along the reduced axes.</param>
    public static Tensor64 Reduce(OperatorCall call, Func<double[], double> reduce)
    {
        Tensor64 x = call.Input(0);
        long[] named = call.Ints("axes", 1) ?? [];
        if (named.Length == 0 && call.Int("noop_with_empty_axes", 0) == 1)
        {
            return x;
        }

        int[] all = [.. Enumerable.Range(0, x.Rank)];
        int[] reduced = named.Length == 0 ? all : [.. named.Select(axis => Strided.Axis(axis, x.Rank)).Order()];
        int[] kept = [.. all.Except(reduced)];
        Tensor64 last = Moves.Permute(x, [.. kept, .. reduced]);
        int run = Tensor64.Size(reduced.Select(axis => x.Shape[axis]).ToArray());
        double[] results = [.. last.Data.Chunk(run).Select(reduce)];
        bool keep = call.Int("keepdims", 1) == 1;
        int[] shape = keep
            ? [.. all.Select(axis => reduced.Contains(axis) ? 1 : x.Shape[axis])]
            : [.. kept.Select(axis => x.Shape[axis])];
        return x.With(results, shape);
    }

    /// <summary>Over one axis from operator set 13 on; before, over that axis and all behind it together.</summary>
    public static Tensor64 Softmax(OperatorCall call, bool logarithm)
    {
        Tensor64 x = call.Input(0);
        int axis = Strided.Axis(call.Int("axis", call.Opset >= 13 ? -1 : 1), x.Rank);
        int outer = Tensor64.Size(x.Shape.AsSpan(0, axis));
        int length = call.Opset >= 13 ? x.Shape[axis] : Tensor64.Size(x.Shape.AsSpan(axis));
        int inner = x.Data.Length / Math.Max(outer * length, 1);
        double[] y = new double[x.Data.Length];
        for (int run = 0; run < outer * inner; run++)
        {
            int start = (run / inner * length * inner) + (run % inner);
            IEnumerable<int> places = Enumerable.Range(0, length).Select(i => start + (i * inner));
            double largest = places.Max(at => x.Data[at]), sum = places.Sum(at => Math.Exp(x.Data[at] - largest));
            foreach (int at in places)
            {
                double shifted = x.Data[at] - largest;
                y[at] = logarithm ? shifted - Math.Log(sum) : Math.Exp(shifted) / sum;
            }
        }

        return new Tensor64(y, x.Shape);
    }
}
