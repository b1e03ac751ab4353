using Google.Protobuf;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>Whether a node computes as in training or as in inference.</summary>
internal enum NodeModeKind
{
    /// <summary>As in inference; also every operator that knows no modes.</summary>
    Inference,

    /// <summary>As in training.</summary>
    Training,

    /// <summary>The file alone does not say.</summary>
    Undecided,
}

/// <summary>Tells the mode of BatchNormalization and Dropout in every version of the standard operators.</summary>
/// <param name="Kind">The mode.</param>
/// <param name="Why">One clause that says what in the file makes it so; empty for inference.</param>
internal readonly record struct NodeMode(NodeModeKind Kind, string Why)
{
    /// <summary>Position of Dropout's <c>training_mode</c> input, from opset 12.</summary>
    public const int DropoutTrainingInput = 2;

    private const string ByBatch = "it normalises with the statistics of each batch, not with the stored ones";
    private const int TrainingAttributeOpset = 14;
    private const int TrainingInputOpset = 12;
    private const int LastTestAttributeOpset = 6;

    private static readonly NodeMode Inference = new(NodeModeKind.Inference, "");

    /// <summary>The mode of a node.</summary>
    /// <param name="node">Any node.</param>
    /// <param name="opset">The version of the standard operators in the node's scope.</param>
    /// <param name="constants">Constants as seen from the node's scope.</param>
    public static NodeMode Of(NodeProto node, long opset, ConstantResolver constants)
    {
        if (!OperatorDomain.IsStandard(node.Domain))
        {
            return Inference;
        }

        return node.OpType switch
        {
            "BatchNormalization" => OfBatchNorm(node, opset),
            "Dropout" => OfDropout(node, opset, constants),
            _ => Inference,
        };
    }

    private static NodeMode OfBatchNorm(NodeProto node, long opset)
    {
        int outputs = node.Output.Count(output => output.Length > 0);
        if (opset >= TrainingAttributeOpset && NodeAttributes.Find(node, "training_mode") is { } mode)
        {
            if (mode.RefAttrName.Length > 0)
            {
                return new NodeMode(
                    NodeModeKind.Undecided, $"takes training_mode from the attribute {mode.RefAttrName} of the function's caller");
            }

            if (mode.I != 0)
            {
                return new NodeMode(NodeModeKind.Training, $"has training_mode=1: {ByBatch}");
            }
        }

        // Up to opset 6 is_test is 0 unless stated, yet the operator lists "Y (test mode)" as the one-output case and five outputs as
        // training; from 7 to 13 the number of outputs alone decides. One output is therefore inference in all of them.
        if (outputs <= 1 || (opset <= LastTestAttributeOpset && NodeAttributes.Int(node, "is_test", 0) != 0))
        {
            return Inference;
        }

        return new NodeMode(NodeModeKind.Training, $"has {outputs} outputs, which only training mode has: {ByBatch}");
    }

    private static NodeMode OfDropout(NodeProto node, long opset, ConstantResolver constants)
    {
        if (opset <= LastTestAttributeOpset)
        {
            // A file that means training says so: by is_test=0, or by the mask that only training fills. One that says neither comes
            // from an exporter that knew no training.
            long? test = NodeAttributes.Find(node, "is_test")?.I;
            bool mask = node.Output.Count > 1 && node.Output[1].Length > 0;
            return test == 0 || (test is null && mask)
                ? new NodeMode(NodeModeKind.Training, "is not marked is_test=1: it drops values at random")
                : Inference;
        }

        // From 7 to 11 the operator has no switch, and runtimes copy input to output.
        if (opset < TrainingInputOpset || node.Input.Count <= DropoutTrainingInput || node.Input[DropoutTrainingInput].Length == 0)
        {
            return Inference;
        }

        string input = node.Input[DropoutTrainingInput];
        return constants.Resolve(input) is { } constant && Truth(constant.Tensor) is { } training
            ? training ? new NodeMode(NodeModeKind.Training, "has a training_mode input that is true: it drops values at random") : Inference
            : new NodeMode(NodeModeKind.Undecided, $"takes training_mode from {input}, which is fed or computed");
    }

    // The tensor is a bool scalar, raw or in int32_data; null when it is neither.
    private static bool? Truth(TensorProto tensor) => tensor switch
    {
        { RawData: { Length: 1 } raw } => Any(raw),
        { Int32Data: { Count: 1 } values } => values[0] != 0,
        _ => null,
    };

    private static bool Any(ByteString raw) => raw[0] != 0;
}
