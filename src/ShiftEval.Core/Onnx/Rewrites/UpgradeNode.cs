using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx.Rewrites;

/// <summary>One node on its way to opset 7, with what converting it needs.</summary>
internal sealed class UpgradeNode(UpgradeScope scope, NodeProto node)
{
    private const string ExportRemedy = "Export the model again, with opset 7 or above";

    public NodeProto Node => node;

    public UpgradeScope Scope => scope;

    /// <summary>Says that the node has no provably equal form.</summary>
    /// <param name="why">A clause that goes on from operator and opset.</param>
    /// <param name="remedy">What to do; to export again where nothing better is known.</param>
    public void Refuse(string why, string? remedy = null) => scope.Problems.Add(
        NodeText.Where(scope.Model.Name, scope.Values.Scope, node),
        $"{node.OpType} of opset {scope.Opset} {why}",
        remedy ?? ExportRemedy);

    /// <summary>Notes what was changed.</summary>
    public void Changed(string what) => scope.Changes.Add(new OperatorChange(NodeText.Name(node), node.OpType, what));

    /// <summary>Takes an attribute away that opset 7 does not know, and notes it.</summary>
    public void Drop(string attribute)
    {
        if (NodeAttributes.Remove(node, attribute))
        {
            Changed($"{attribute} is gone");
        }
    }

    /// <summary>Puts a node before this one and lets an input read its output.</summary>
    public void Before(int input, string operation, long[]? axes)
    {
        string output = scope.Editor.FreshName($"{node.Input[input]}.{operation}");
        NodeProto added = new() { OpType = operation, Name = output, Input = { node.Input[input] }, Output = { output } };
        if (axes is not null)
        {
            NodeAttributes.SetInts(added, "axes", axes);
        }

        scope.Graph.Node.Add(added);
        GraphEditor.ReplaceInput(node, input, output);
    }

    /// <summary>Adds an input that holds a list of int64: a Constant node, which unlike an initializer of an old file is no input.</summary>
    public void AppendInts(string name, IReadOnlyList<long> values)
    {
        string output = scope.Editor.FreshName($"{NodeText.Name(node)}.{name}");
        NodeProto constant = GraphEditor.Constant(output, TensorData.Vector("", [.. values]));
        constant.Name = output;
        scope.Graph.Node.Add(constant);
        node.Input.Add(output);
    }

    /// <summary>The integers that an input holds; null where it is not fixed in the file or holds other numbers.</summary>
    public long[]? Integers(int input)
    {
        if (node.Input.Count <= input || scope.Constants.Resolve(node.Input[input]) is not { } constant)
        {
            return null;
        }

        if ((OnnxElementType)constant.Tensor.DataType is OnnxElementType.Int64 or OnnxElementType.Int32)
        {
            return TensorData.ReadInt64s(constant.Tensor, scope.Model.Folder, scope.Model.Name);
        }

        double[] values = TensorData.ReadDoubles(constant.Tensor, scope.Model.Folder, scope.Model.Name);
        return values.All(value => value is >= int.MinValue and <= int.MaxValue && value == Math.Truncate(value))
            ? [.. values.Select(value => (long)value)]
            : null;
    }

    /// <summary>The axes of an input; null where not even their number is known, a size null where it is not.</summary>
    public long?[]? Shape(int input) => node.Input.Count > input ? scope.Shapes.Of(node.Input[input]) : null;
}
