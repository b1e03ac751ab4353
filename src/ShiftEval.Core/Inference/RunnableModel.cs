using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Inference;

/// <summary>Given a model: the one to open a session with, which computes a chosen output from the inputs that it needs.</summary>
/// <remarks>A model with one input is returned as it is. The result is never written to a file.</remarks>
internal static class RunnableModel
{
    /// <summary>The model to run.</summary>
    /// <param name="model">Left as it is.</param>
    /// <param name="output">The output that is asked for.</param>
    public static OnnxModel Of(OnnxModel model, string output)
    {
        if (model.Inputs.Count < 2)
        {
            return model;
        }

        // The runtime wants every input fed that the graph lists, also those that the output does not depend on.
        ModelProto cut = model.Proto.Clone();
        GraphCut.To(cut.Graph, [.. cut.Graph.Output.Where(value => value.Name == output)]);
        return model.With(cut);
    }
}
