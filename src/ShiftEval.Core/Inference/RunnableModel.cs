using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Rewrites;

namespace ShiftEval.Inference;

/// <summary>Given a model: the one to open a session with, which computes a chosen output from the inputs that it needs.</summary>
/// <remarks>
/// A model with one input is returned as it is, if the runtime has kernels for its operator set at all: an older one is brought to
/// the first that has. The result is never written to a file.
/// </remarks>
internal static class RunnableModel
{
    /// <summary>The model to run.</summary>
    /// <param name="model">Left as it is.</param>
    /// <param name="output">The output that is asked for.</param>
    /// <exception cref="Diagnostics.InputException">The operator set is too old, and a node of it has no equal in a newer one.</exception>
    public static OnnxModel Of(OnnxModel model, string output)
    {
        OnnxModel runnable = EmptyOutputs.Drop(OpsetUpgrade.Apply(model).Model).Model;
        if (runnable.Inputs.Count < 2)
        {
            return runnable;
        }

        // The runtime wants every input fed that the graph lists, also those that the output does not depend on.
        ModelProto cut = runnable.Proto.Clone();
        GraphCut.To(cut.Graph, [.. cut.Graph.Output.Where(value => value.Name == output)]);
        return runnable.With(cut);
    }
}
