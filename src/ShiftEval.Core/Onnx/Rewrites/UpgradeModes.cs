namespace ShiftEval.Onnx.Rewrites;

/// <summary>BatchNormalization and Dropout lost the attribute that told training from inference.</summary>
internal static class UpgradeModes
{
    /// <summary>Version 7 goes by the number of outputs: a node in training keeps its own, one in inference its first.</summary>
    public static void BatchNorm(UpgradeNode node)
    {
        if (Mode(node) == NodeModeKind.Inference && !DropOutputs(node))
        {
            return;
        }

        node.Drop("consumed_inputs");
        node.Drop("is_test");
    }

    /// <summary>Versions 7 to 11 know no training; a node in training has no form there.</summary>
    public static void Dropout(UpgradeNode node)
    {
        if (Mode(node) != NodeModeKind.Inference)
        {
            node.Refuse(
                $"is in training mode, which Dropout of opset {OpsetUpgrade.Target} has not",
                "Export the model in evaluation mode, or bring it into inference mode first");
        }
        else if (DropOutputs(node))
        {
            node.Drop("consumed_inputs");
            node.Drop("is_test");
        }
    }

    private static NodeModeKind Mode(UpgradeNode node) => NodeMode.Of(node.Node, node.Scope.Opset, node.Scope.Constants).Kind;

    private static bool DropOutputs(UpgradeNode node)
    {
        string[] extra = [.. OptionalOutputs.Of(node.Node)];
        foreach (string output in extra)
        {
            ValueUses values = node.Scope.Values;
            string? reader = OptionalOutputs.Reader(values, node.Node, output)
                ?? (values.IsGraphOutput(output) ? "whoever runs the model" : null);
            if (reader is not null)
            {
                node.Refuse($"is in inference mode, where its output {output} has no value, yet {reader} reads it");
                return false;
            }
        }

        OptionalOutputs.KeepFirst(node.Node);
        foreach (string output in extra)
        {
            OptionalOutputs.Forget(node.Scope.Values, output);
            node.Changed($"output {output} is gone");
        }

        return true;
    }
}
