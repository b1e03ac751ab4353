using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>The version of the standard operators that a scope's nodes follow.</summary>
internal static class ScopeOpset
{
    /// <summary>The function's own import inside a function, else the model's.</summary>
    public static long Of(OnnxModel model, GraphScope scope)
    {
        GraphScope outermost = scope;
        while (outermost.Parent is { } parent)
        {
            outermost = parent;
        }

        OperatorSetIdProto? own = outermost.Function?.OpsetImport
            .Where(import => OperatorDomain.IsStandard(import.Domain))
            .MaxBy(import => import.Version);
        return own?.Version ?? model.OpsetVersion;
    }
}
