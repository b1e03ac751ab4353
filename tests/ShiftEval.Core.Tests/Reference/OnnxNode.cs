namespace ShiftEval.Tests.Reference;

/// <summary>One node of the graph.</summary>
internal sealed record OnnxNode(
    string Name,
    string Domain,
    string Operator,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, OnnxAttribute> Attributes)
{
    /// <param name="bytes">A NodeProto.</param>
    /// <param name="folder">Where side files lie; null refuses them.</param>
    public static OnnxNode Parse(ReadOnlySpan<byte> bytes, string? folder)
    {
        string name = "", domain = "", type = "";
        List<string> inputs = [], outputs = [];
        Dictionary<string, OnnxAttribute> attributes = new(StringComparer.Ordinal);
        WireReader node = new(bytes);
        while (node.Next())
        {
            switch (node.Field)
            {
                case 1:
                    inputs.Add(node.Text);
                    break;
                case 2:
                    outputs.Add(node.Text);
                    break;
                case 3:
                    name = node.Text;
                    break;
                case 4:
                    type = node.Text;
                    break;
                case 5:
                    OnnxAttribute attribute = OnnxAttribute.Parse(node.Bytes, folder);
                    attributes.Add(attribute.Name, attribute);
                    break;
                case 7:
                    domain = node.Text;
                    break;
                default:
                    break;
            }
        }

        return new OnnxNode(name, domain, type, inputs, outputs, attributes);
    }

    /// <summary>The node with referring attributes replaced by those of a call; one that the call lacks is left out.</summary>
    public OnnxNode Given(IReadOnlyDictionary<string, OnnxAttribute> attributes)
    {
        if (Attributes.Values.All(attribute => attribute.Reference.Length == 0))
        {
            return this;
        }

        IEnumerable<OnnxAttribute> own = Attributes.Values.Where(attribute => attribute.Reference.Length == 0);
        IEnumerable<OnnxAttribute> taken = Attributes.Values
            .Where(attribute => attributes.ContainsKey(attribute.Reference))
            .Select(attribute => attributes[attribute.Reference].Renamed(attribute.Name));
        return this with { Attributes = own.Concat(taken).ToDictionary(attribute => attribute.Name, StringComparer.Ordinal) };
    }
}
