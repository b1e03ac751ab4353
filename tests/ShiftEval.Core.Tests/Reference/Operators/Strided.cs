namespace ShiftEval.Tests.Reference.Operators;

/// <summary>Copies a tensor's elements as another shape sees them: every move of data is a choice of strides.</summary>
internal static class Strided
{
    /// <summary>Row-major strides of a shape.</summary>
    public static int[] Of(int[] shape)
    {
        int[] strides = new int[shape.Length];
        int stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return strides;
    }

    /// <summary>result[i, j, ...] = source[offset + i·strides[0] + j·strides[1] + ...].</summary>
    public static double[] Copy(double[] source, int[] shape, int[] strides, int offset = 0)
    {
        double[] result = new double[Tensor64.Size(shape)];
        int next = 0;
        CopyAxis(0, offset);
        return result;

        void CopyAxis(int axis, int from)
        {
            if (axis == shape.Length)
            {
                result[next++] = source[from];
                return;
            }

            int length = shape[axis], stride = strides[axis];
            if (axis == shape.Length - 1)
            {
                for (int i = 0; i < length; i++, from += stride)
                {
                    result[next++] = source[from];
                }

                return;
            }

            for (int i = 0; i < length; i++, from += stride)
            {
                CopyAxis(axis + 1, from);
            }
        }
    }

    /// <summary>The tensor repeated along axes of length 1 and new leading axes.</summary>
    public static Tensor64 Broadcast(Tensor64 tensor, int[] shape)
    {
        if (tensor.Shape.AsSpan().SequenceEqual(shape))
        {
            return tensor;
        }

        int lead = shape.Length - tensor.Rank;
        int[] own = Of(tensor.Shape), strides = new int[shape.Length];
        for (int axis = 0; axis < tensor.Rank; axis++)
        {
            strides[lead + axis] = tensor.Shape[axis] == 1 ? 0 : own[axis];
        }

        return tensor.With(Copy(tensor.Data, shape, strides), shape);
    }

    /// <summary>The shape that two tensors broadcast to.</summary>
    public static int[] BroadcastShape(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        int[] shape = new int[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= shape.Length; i++)
        {
            int left = i <= a.Length ? a[^i] : 1, right = i <= b.Length ? b[^i] : 1;
            if (left != right && left != 1 && right != 1)
            {
                throw new InvalidDataException($"Lengths {left} and {right} do not broadcast.");
            }

            shape[^i] = left == 1 ? right : left;
        }

        return shape;
    }

    /// <summary>An axis counted from the front.</summary>
    public static int Axis(long axis, int rank) => (int)(axis < 0 ? axis + rank : axis);
}
