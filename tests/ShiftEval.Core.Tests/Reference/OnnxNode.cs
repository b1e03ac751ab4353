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
    public static OnnxNode Parse(ReadOnlySpan<byte> bytes)
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
                    OnnxAttribute attribute = OnnxAttribute.Parse(node.Bytes);
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
}
