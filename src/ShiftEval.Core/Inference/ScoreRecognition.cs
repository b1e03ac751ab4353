using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Walking;

namespace ShiftEval.Inference;

/// <summary>Tells from the last operator before an output what its numbers are.</summary>
/// <remarks>What the operator says is certain; values seen in one batch would not be. Follows function calls.</remarks>
internal static class ScoreRecognition
{
    private const int MostSteps = 1000;
    private static readonly HashSet<string> Transparent = ["Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Cast", "Dropout"];

    /// <summary>The kind of scores of an output.</summary>
    /// <param name="model">The model.</param>
    /// <param name="output">One of its outputs.</param>
    public static ScoreKind Of(OnnxModel model, OnnxValueInfo output)
    {
        ScoreKind raw = ScoreTable.Columns(output) == 1 ? ScoreKind.Sigmoid : ScoreKind.Logits;
        NodeProto? last = Last(CallFrame.Main(model.Proto), output.Name, out NodeProto? before);
        return last?.OpType switch
        {
            "Softmax" or "Sigmoid" => ScoreKind.Probabilities,
            "LogSoftmax" => ScoreKind.LogProbabilities,
            "Log" when before?.OpType == "Softmax" => ScoreKind.LogProbabilities,
            _ => raw,
        };
    }

    private static NodeProto? Last(CallFrame frame, string name, out NodeProto? before)
    {
        before = null;
        NodeProto? last = null;
        for (int step = 0; step < MostSteps && frame.Locate(name) is ({ } origin, { } home); step++)
        {
            if (origin.Kind == ValueOriginKind.Input && home is { Kind: FrameKind.Function, Parent: { } caller, Owner: { } call })
            {
                int position = home.Values.Scope.Function!.Input.IndexOf(name);
                if (position >= call.Input.Count)
                {
                    return last;
                }

                (frame, name) = (caller, call.Input[position]);
                continue;
            }

            if (origin.Node is not { Input.Count: > 0 } node)
            {
                return last;
            }

            if (home.Call(node) is { } body)
            {
                (frame, name) = (body, body.Values.Scope.Function!.Output.ElementAtOrDefault(origin.OutputIndex) ?? "");
                continue;
            }

            if (!Transparent.Contains(node.OpType))
            {
                if (last is not null)
                {
                    before = node;
                    return last;
                }

                last = node;
            }

            (frame, name) = (home, node.Input[0]);
        }

        return last;
    }
}
