using ShiftEval.Diagnostics;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx.Rewrites;

/// <summary>What the conversion of a graph's nodes has in common.</summary>
/// <param name="model">The copy that is rewritten.</param>
/// <param name="values">The graph's values as they were before any change.</param>
/// <param name="editor">Gives fresh names.</param>
/// <param name="problems">Receives the nodes that cannot be converted.</param>
/// <param name="changes">Receives the nodes that were.</param>
internal sealed class UpgradeScope(OnnxModel model, ValueUses values, GraphEditor editor, ProblemList problems, List<OperatorChange> changes)
{
    public OnnxModel Model => model;

    public ValueUses Values => values;

    public GraphEditor Editor => editor;

    public ProblemList Problems => problems;

    public List<OperatorChange> Changes => changes;

    public GraphProto Graph => values.Scope.Graph!;

    public long Opset { get; } = model.OpsetVersion;

    public ConstantResolver Constants { get; } = new(values);

    /// <summary>Ranks and sizes, as far as the file tells them.</summary>
    public KnownShapes Shapes { get; } = KnownShapes.Of(model, values);
}
