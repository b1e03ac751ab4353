using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics;

/// <summary>Given a model exported in training mode: the model that computes as in inference.</summary>
/// <remarks>
/// Requires that nobody reads what only training mode gives: running and saved statistics, dropout masks. Leaves its input alone.
/// Ensures that every BatchNormalization normalises with its stored statistics and every Dropout copies, and that apart from the
/// switches, inputs and outputs that go with the mode every field is as it was. Visits the main graph, subgraphs and model-local
/// functions.
/// </remarks>
public static class InferenceMode
{
    /// <summary>What to do about a file in training mode.</summary>
    public const string FixRemedy = "Export the model in evaluation mode, or write an inference-mode file with shifteval fix MODEL -o OUT";

    private const string ExportRemedy = "Export the model in evaluation mode";

    /// <summary>The nodes in training mode, and those whose mode the file does not fix; in the order of scopes and nodes.</summary>
    public static IReadOnlyList<TrainingNode> Find(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        List<TrainingNode> found = [];
        foreach (ModalNode modal in ModalNodes(model))
        {
            ProblemList problems = new();
            Check(model, modal, problems);
            found.Add(new TrainingNode(
                NodeText.Name(modal.Node),
                modal.Node.OpType,
                $"{NodeText.Phrase(modal.Node)} {modal.Mode.Why}",
                problems.Problems is [Problem first, ..] ? first : null));
        }

        return found;
    }

    /// <summary>Names every node in training mode, and every one whose mode the file does not fix.</summary>
    public static void Refuse(OnnxModel model, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(problems);
        foreach (ModalNode modal in ModalNodes(model))
        {
            bool known = modal.Mode.Kind == NodeModeKind.Training;
            string what = known ? $"is in training mode, since it {modal.Mode.Why}" : $"{modal.Mode.Why}, so that the file does not fix its mode";
            problems.Add(NodeText.Where(model.Name, modal.Values.Scope, modal.Node), what, known ? FixRemedy : ExportRemedy);
        }
    }

    /// <summary>Writes the inference-mode form into a copy of the model.</summary>
    /// <param name="model">Left as it is.</param>
    /// <returns>The new model and what changed; no changes where no node is in training mode.</returns>
    /// <exception cref="InputException">
    /// A node's mode is not fixed by the file, or what only training mode gives is read; all such nodes are named.
    /// </exception>
    public static (OnnxModel Model, IReadOnlyList<StatisticsChange> Changes) Apply(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        OnnxModel written = model.Clone();
        IReadOnlyList<ModalNode> nodes = ModalNodes(written);
        ProblemList problems = new();
        foreach (ModalNode modal in nodes)
        {
            Check(written, modal, problems);
        }

        problems.ThrowIfAny();

        List<StatisticsChange> changes = [];
        foreach (ModalNode modal in nodes)
        {
            Switch(modal, changes);
            DropOutputs(modal, changes);
        }

        return written.Proto.Graph.Output.Count > 0
            ? (written, changes)
            : throw new InputException(model.Name, "gives nothing but running statistics or masks, which inference mode has not", ExportRemedy);
    }

    private static List<ModalNode> ModalNodes(OnnxModel model)
    {
        List<ModalNode> found = [];
        foreach (ValueUses values in ValueUses.OfModel(model.Proto))
        {
            ConstantResolver constants = new(values);
            long opset = ScopeOpset.Of(model, values.Scope);
            foreach (NodeProto node in values.Scope.Nodes)
            {
                NodeMode mode = NodeMode.Of(node, opset, constants);
                if (mode.Kind != NodeModeKind.Inference)
                {
                    found.Add(new ModalNode(node, mode, opset, values));
                }
            }
        }

        return found;
    }

    private static void Check(OnnxModel model, ModalNode modal, ProblemList problems)
    {
        string where = NodeText.Where(model.Name, modal.Values.Scope, modal.Node);
        if (modal.Mode.Kind == NodeModeKind.Undecided)
        {
            problems.Add(where, $"{modal.Mode.Why}, so that the file does not fix its mode", ExportRemedy);
            return;
        }

        foreach (string output in modal.ExtraOutputs)
        {
            if (OptionalOutputs.Reader(modal.Values, modal.Node, output) is { } reader)
            {
                problems.Add(where, $"is in training mode, and its output {output} is read by {reader}", ExportRemedy);
            }
        }
    }

    private static void Switch(ModalNode modal, List<StatisticsChange> changes)
    {
        NodeProto node = modal.Node;
        if (modal.Opset <= 6)
        {
            NodeAttributes.SetInt(node, "is_test", 1);
            changes.Add(new StatisticsChange("node-attribute", NodeText.Name(node), "is_test is 1"));
        }
        else if (NodeAttributes.Remove(node, "training_mode"))
        {
            changes.Add(new StatisticsChange("node-attribute", NodeText.Name(node), "training_mode is gone"));
        }

        if (node.OpType == "Dropout" && node.Input.Count > NodeMode.DropoutTrainingInput)
        {
            string input = node.Input[NodeMode.DropoutTrainingInput];
            node.Input.RemoveAt(NodeMode.DropoutTrainingInput);
            changes.Add(new StatisticsChange("node-input", NodeText.Name(node), $"input {NodeMode.DropoutTrainingInput}, {input}, is gone"));
        }
    }

    private static void DropOutputs(ModalNode modal, List<StatisticsChange> changes)
    {
        string[] extra = [.. modal.ExtraOutputs];
        OptionalOutputs.KeepFirst(modal.Node);
        foreach (string output in extra)
        {
            changes.Add(new StatisticsChange("node-output", NodeText.Name(modal.Node), $"output {output} is gone"));
            if (OptionalOutputs.Forget(modal.Values, output))
            {
                changes.Add(new StatisticsChange("graph-output", output, "is no output of the model any more"));
            }
        }
    }

    private sealed record ModalNode(NodeProto Node, NodeMode Mode, long Opset, ValueUses Values)
    {
        public IEnumerable<string> ExtraOutputs => OptionalOutputs.Of(Node);
    }
}
