namespace ShiftEval.Tests.Reference;

/// <summary>A graph input (or output) with its declared shape; -1 where a dimension is open.</summary>
internal sealed record OnnxInput(string Name, int[] Shape)
{
    public static OnnxInput Parse(ReadOnlySpan<byte> bytes)
    {
        string name = "";
        List<int> shape = [];
        WireReader value = new(bytes);
        while (value.Next())
        {
            if (value.Field == 1)
            {
                name = value.Text;
            }
            else if (value.Field == 2)
            {
                ParseType(value.Bytes, shape);
            }
        }

        return new OnnxInput(name, [.. shape]);
    }

    private static void ParseType(ReadOnlySpan<byte> bytes, List<int> shape)
    {
        ReadOnlySpan<byte> dimensions = Only(Only(bytes, 1), 2);
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
