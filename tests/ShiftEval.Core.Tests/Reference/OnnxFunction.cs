namespace ShiftEval.Tests.Reference;

/// <summary>A model-local function.</summary>
/// <param name="Domain">With the name, what a node calls it by.</param>
/// <param name="Name">With the domain, what a node calls it by.</param>
/// <param name="Opset">The version of the default domain that its nodes are written in.</param>
/// <param name="Inputs">Names of the formal inputs; a call may leave out the last ones.</param>
/// <param name="Outputs">Names of the formal outputs.</param>
/// <param name="Defaults">Attributes that hold where a call gives none, by name.</param>
/// <param name="Nodes">In an order of execution.</param>
internal sealed record OnnxFunction(
    string Domain,
    string Name,
    int Opset,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, OnnxAttribute> Defaults,
    IReadOnlyList<OnnxNode> Nodes)
{
    /// <param name="bytes">A FunctionProto.</param>
    /// <param name="folder">Where side files lie; null refuses them.</param>
    /// <param name="modelOpset">Holds where the function imports no default domain.</param>
    public static OnnxFunction Parse(ReadOnlySpan<byte> bytes, string? folder, int modelOpset)
    {
        string domain = "", name = "";
        int opset = 0;
        List<string> inputs = [], outputs = [];
        Dictionary<string, OnnxAttribute> defaults = new(StringComparer.Ordinal);
        List<OnnxNode> nodes = [];
        WireReader function = new(bytes);
        while (function.Next())
        {
            switch (function.Field)
            {
                case 1:
                    name = function.Text;
                    break;
                case 4:
                    inputs.Add(function.Text);
                    break;
                case 5:
                    outputs.Add(function.Text);
                    break;
                case 7:
                    nodes.Add(OnnxNode.Parse(function.Bytes, folder));
                    break;
                case 9:
                    opset = Math.Max(opset, OnnxFile.DefaultOpset(function.Bytes));
                    break;
                case 10:
                    domain = function.Text;
                    break;
                case 11:
                    OnnxAttribute attribute = OnnxAttribute.Parse(function.Bytes, folder);
                    defaults.Add(attribute.Name, attribute);
                    break;
                default:
                    break;
            }
        }

        return new OnnxFunction(domain, name, opset > 0 ? opset : modelOpset, inputs, outputs, defaults, nodes);
    }
}
