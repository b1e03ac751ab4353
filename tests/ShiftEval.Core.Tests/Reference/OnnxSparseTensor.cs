namespace ShiftEval.Tests.Reference;

/// <summary>Decodes a SparseTensorProto into a dense tensor.</summary>
internal static class OnnxSparseTensor
{
    public static (string Name, Tensor64 Tensor) Parse(ReadOnlySpan<byte> bytes)
    {
        string name = "";
        Tensor64 values = new([], 0), indices = values;
        List<long> dimensions = [];
        WireReader reader = new(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    (name, values) = OnnxTensor.Parse(reader.Bytes, folder: null);
                    break;
                case 2:
                    indices = OnnxTensor.Parse(reader.Bytes, folder: null).Tensor;
                    break;
                case 3:
                    reader.AddIntegers(dimensions);
                    break;
                default:
                    break;
            }
        }

        int[] shape = [.. dimensions.Select(length => checked((int)length))];
        double[] dense = new double[Tensor64.Size(shape)];
        for (int i = 0; i < values.Data.Length; i++)
        {
            dense[Place(indices, i, shape)] = values.Data[i];
        }

        return (name, values.With(dense, shape));
    }

    /// <summary>Indices are places in the flat tensor, [NNZ], or coordinates, [NNZ, rank].</summary>
    private static int Place(Tensor64 indices, int item, int[] shape)
    {
        if (indices.Rank == 1)
        {
            return (int)indices.Data[item];
        }

        int place = 0;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            place = (place * shape[axis]) + (int)indices.Data[(item * shape.Length) + axis];
        }

        return place;
    }
}
