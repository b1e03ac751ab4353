using ShiftEval.Onnx;
using ShiftEval.Onnx.Rewrites;

namespace ShiftEval.Statistics;

/// <summary>Given a file as an exporter left it: the same model in inference mode, in an operator set that the runtime has.</summary>
/// <remarks>First out of training mode and rid of empty places for outputs, then up to opset 7 where the file is older. A file in order stays as it is, bit for bit.</remarks>
public static class ModelFixer
{
    /// <summary>Mends a copy of the model.</summary>
    /// <param name="model">Left as it is.</param>
    /// <returns>The new model and what changed; no changes where there was nothing to mend.</returns>
    /// <exception cref="Diagnostics.InputException">A node's mode is not fixed by the file, what only training mode gives is read, or a node has no equal in a newer operator set.</exception>
    public static (OnnxModel Model, IReadOnlyList<StatisticsChange> Changes) Apply(OnnxModel model)
    {
        (OnnxModel trimmed, IReadOnlyList<string> emptied) = EmptyOutputs.Drop(model);
        (OnnxModel inference, IReadOnlyList<StatisticsChange> changes) = InferenceMode.Apply(trimmed);
        changes = [.. emptied.Select(node => new StatisticsChange("node-output", node, "empty places for outputs are gone")), .. changes];
        (OnnxModel current, IReadOnlyList<OperatorChange> operators) = OpsetUpgrade.Apply(inference);
        if (ReferenceEquals(current, inference))
        {
            return (inference, changes);
        }

        StatisticsChange opset = new("opset", "ai.onnx", $"{OpsetUpgrade.Target} instead of {model.OpsetVersion}");
        return (current, [.. changes, opset, .. operators.Select(change => new StatisticsChange("node-operator", change.Node, $"{change.Operator}: {change.What}"))]);
    }
}
