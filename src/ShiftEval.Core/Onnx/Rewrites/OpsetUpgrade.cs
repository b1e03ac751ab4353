using ShiftEval.Diagnostics;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx.Rewrites;

/// <summary>Given a model of standard opset 1 to 6, which ONNX Runtime has no kernels for: the same model at opset 7.</summary>
/// <remarks>
/// Requires that every node of the standard operators has a provably equal form at opset 7. Leaves its input alone, and returns
/// models of opset 7 and above, or of no standard opset at all, as they are. Ensures that the new model computes what the old one
/// says. Visits the main graph and subgraphs; models with functions of their own are refused, since functions are younger than
/// opset 7. Nodes of other domains follow their own versions and stay.
/// </remarks>
public static class OpsetUpgrade
{
    /// <summary>The version that models are brought to.</summary>
    public const long Target = 7;

    private const long FirstIrWithOpsets = 3;

    /// <summary>Upgrades a copy of the model.</summary>
    /// <param name="model">Left as it is.</param>
    /// <returns>The new model and the nodes that changed; the model itself and no changes where nothing is to be done.</returns>
    /// <exception cref="InputException">Nodes have no provably equal form at opset 7; all are named.</exception>
    public static (OnnxModel Model, IReadOnlyList<OperatorChange> Changes) Apply(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.OpsetVersion is 0 or >= Target)
        {
            return (model, []);
        }

        OnnxModel written = model.Clone();
        ProblemList problems = new();
        if (written.Proto.Functions.Count > 0)
        {
            problems.Add(model.Name, $"has functions of its own at opset {model.OpsetVersion}, which knows none", "Export the model again");
        }

        List<OperatorChange> changes = [];
        GraphEditor editor = new(written.Proto);
        foreach (ValueUses values in ValueUses.OfModel(written.Proto).Where(values => values.Scope.Graph is not null))
        {
            Upgrade(new UpgradeScope(written, values, editor, problems, changes));
        }

        problems.ThrowIfAny();
        Declare(written.Proto);
        return (written, changes);
    }

    private static void Upgrade(UpgradeScope scope)
    {
        NodeProto[] nodes = [.. scope.Graph.Node];
        scope.Graph.Node.Clear();
        foreach (NodeProto node in nodes)
        {
            if (OperatorDomain.IsStandard(node.Domain))
            {
                AttributeTypes.Fill(node);
                UpgradeTable.Convert(new UpgradeNode(scope, node));
            }

            scope.Graph.Node.Add(node);
        }
    }

    private static void Declare(ModelProto model)
    {
        model.IrVersion = Math.Max(model.IrVersion, FirstIrWithOpsets);
        OperatorSetIdProto[] standard = [.. model.OpsetImport.Where(import => OperatorDomain.IsStandard(import.Domain))];
        if (standard.Length == 0)
        {
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Target });
        }

        foreach (OperatorSetIdProto import in standard)
        {
            import.Version = Target;
        }
    }
}
