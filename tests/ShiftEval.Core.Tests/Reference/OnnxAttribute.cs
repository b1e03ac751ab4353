namespace ShiftEval.Tests.Reference;

/// <summary>One attribute; only the members of its type are filled.</summary>
internal sealed class OnnxAttribute
{
    public string Name { get; private set; } = "";

    public double Float { get; private set; }

    public long Int { get; private set; }

    public string Text { get; private set; } = "";

    /// <summary>A tensor, or a sparse one made dense.</summary>
    public Tensor64? Tensor { get; private set; }

    public OnnxGraph? Graph { get; private set; }

    /// <summary>Inside a function: the attribute of the call that this one takes its value from; empty if it has its own.</summary>
    public string Reference { get; private set; } = "";

    public List<double> Floats { get; } = [];

    public List<long> Ints { get; } = [];

    /// <param name="bytes">An AttributeProto.</param>
    /// <param name="folder">Where side files lie; null refuses them.</param>
    public static OnnxAttribute Parse(ReadOnlySpan<byte> bytes, string? folder)
    {
        OnnxAttribute attribute = new();
        WireReader reader = new(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    attribute.Name = reader.Text;
                    break;
                case 2:
                    attribute.Float = reader.Single;
                    break;
                case 3:
                    attribute.Int = (long)reader.Bits;
                    break;
                case 4:
                    attribute.Text = reader.Text;
                    break;
                case 5:
                    attribute.Tensor = OnnxTensor.Parse(reader.Bytes, folder).Tensor;
                    break;
                case 6:
                    attribute.Graph = OnnxGraph.Parse(reader.Bytes, folder);
                    break;
                case 7:
                    reader.AddFloats(attribute.Floats);
                    break;
                case 8:
                    reader.AddIntegers(attribute.Ints);
                    break;
                case 21:
                    attribute.Reference = reader.Text;
                    break;
                case 22:
                    attribute.Tensor = OnnxSparseTensor.Parse(reader.Bytes).Tensor;
                    break;
                default:
                    break;
            }
        }

        return attribute;
    }

    /// <summary>The same value under another name.</summary>
    public OnnxAttribute Renamed(string name)
    {
        OnnxAttribute copy = (OnnxAttribute)MemberwiseClone();
        copy.Name = name;
        return copy;
    }
}
