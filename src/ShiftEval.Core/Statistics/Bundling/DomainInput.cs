using System.Globalization;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics.Bundling;

/// <summary>Given a graph: the same with the required input <c>domain</c>, int64 [N], and the row that each sample reads from the tables.</summary>
/// <remarks>
/// Gather takes negative indices from the end of a table, so these are sent past it, by operators that take int64 from opset 7 on:
/// with e = |d|−d, which is 0 or −2d, row = d + e·entries. Where that product would overflow the look-up of e in a table of one zero has
/// failed before; it also gives the failure a name. What is too large fails in the first layer's Gather.
/// </remarks>
internal static class DomainInput
{
    /// <summary>What the node that fails on a negative domain is called.</summary>
    public const string NotNegative = "domain_must_not_be_negative";

    /// <summary>Adds input and nodes to the main graph, in place.</summary>
    /// <param name="graph">The main graph.</param>
    /// <param name="editor">Gives names.</param>
    /// <param name="images">The input whose first axis counts the samples.</param>
    /// <param name="entries">Rows of a table.</param>
    /// <returns>Name of the rows, and what changed.</returns>
    public static (string Rows, IReadOnlyList<StatisticsChange> Changes) Add(GraphProto graph, GraphEditor editor, string images, int entries)
    {
        TensorShapeProto.Types.Dimension samples = graph.Input.First(input => input.Name == images).Type?.TensorType?.Shape?.Dim.FirstOrDefault()?.Clone() ?? new();
        graph.Input.Add(new ValueInfoProto
        {
            Name = editor.FreshName(BundleMetadata.InputName),
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)OnnxElementType.Int64, Shape = new TensorShapeProto { Dim = { samples } } },
            },
        });
        string zero = editor.AddInitializer(graph, TensorData.Vector("domain_zero", 0));
        string count = editor.AddInitializer(graph, TensorData.Vector("domain_entries", entries));
        List<NodeProto> nodes = [];
        string excess = Add("Sub", "domain_excess", Add("Abs", "domain_magnitude", BundleMetadata.InputName), BundleMetadata.InputName);
        string nothing = Add("Gather", NotNegative, zero, excess);
        string moved = Add("Add", "domain_moved", BundleMetadata.InputName, Add("Mul", "domain_move", excess, count));
        string rows = Add("Add", "domain_row", moved, nothing);
        NodeProto[] others = [.. graph.Node];
        graph.Node.Clear();
        graph.Node.AddRange([.. nodes, .. others]);
        return (rows,
        [
            new StatisticsChange("graph-input", BundleMetadata.InputName, string.Create(CultureInfo.InvariantCulture, $"int64 [N], required: 0 to {entries - 1}")),
            new StatisticsChange("added-initializer", zero, $"a domain is looked up in it that is not negative"),
            new StatisticsChange("added-initializer", count, "how many statistics there are to choose from"),
            new StatisticsChange("added-node", rows, $"the row of each sample's domain, by {nodes.Count.ToString(CultureInfo.InvariantCulture)} nodes on int64"),
        ]);

        string Add(string operation, string name, params string[] inputs)
        {
            string output = editor.FreshName(name);
            nodes.Add(new NodeProto { OpType = operation, Name = output, Input = { inputs }, Output = { output } });
            return output;
        }
    }
}
