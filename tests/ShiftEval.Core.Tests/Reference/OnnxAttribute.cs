namespace ShiftEval.Tests.Reference;

/// <summary>One attribute; only the members of its type are filled.</summary>
internal sealed class OnnxAttribute
{
    public string Name { get; private set; } = "";

    public double Float { get; private set; }

    public long Int { get; private set; }

    public string Text { get; private set; } = "";

    public Tensor64? Tensor { get; private set; }

    public List<double> Floats { get; } = [];

    public List<long> Ints { get; } = [];

    public static OnnxAttribute Parse(ReadOnlySpan<byte> bytes)
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
                    attribute.Tensor = OnnxTensor.Parse(reader.Bytes).Tensor;
                    break;
                case 7:
                    reader.AddFloats(attribute.Floats);
                    break;
                case 8:
                    reader.AddIntegers(attribute.Ints);
                    break;
                default:
                    break;
            }
        }

        return attribute;
    }
}
