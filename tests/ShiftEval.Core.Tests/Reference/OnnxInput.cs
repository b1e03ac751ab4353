namespace ShiftEval.Tests.Reference;

/// <summary>A graph input (or output) with its declared shape; -1 where a dimension is open.</summary>
internal sealed record OnnxInput(string Name, int[] Shape)
{
    /// <summary>TensorProto.DataType; 0 if not given.</summary>
    public int ElementType { get; init; }

    public static OnnxInput Parse(ReadOnlySpan<byte> bytes)
    {
        string name = "";
        List<int> shape = [];
        int elementType = 0;
        WireReader value = new(bytes);
        while (value.Next())
        {
            if (value.Field == 1)
            {
                name = value.Text;
            }
            else if (value.Field == 2)
            {
                elementType = ParseType(value.Bytes, shape);
            }
        }

        return new OnnxInput(name, [.. shape]) { ElementType = elementType };
    }

    private static int ParseType(ReadOnlySpan<byte> bytes, List<int> shape)
    {
        ReadOnlySpan<byte> tensor = Only(bytes, 1), dimensions = Only(tensor, 2);
        WireReader reader = new(dimensions);
        while (reader.Next())
        {
            int length = -1;
            WireReader dimension = new(reader.Bytes);
            while (dimension.Next())
            {
                length = dimension.Field == 1 ? (int)dimension.Bits : length;
            }

            shape.Add(length);
        }

        WireReader type = new(tensor);
        return type.Next() && type.Field == 1 ? (int)type.Bits : 0;
    }

    private static ReadOnlySpan<byte> Only(ReadOnlySpan<byte> bytes, int field)
    {
        WireReader reader = new(bytes);
        while (reader.Next())
        {
            if (reader.Field == field)
            {
                return reader.Bytes;
            }
        }

        return default;
    }
}
