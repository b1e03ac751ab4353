namespace ShiftEval.Onnx;

/// <summary>Domains that operators belong to.</summary>
internal static class OperatorDomain
{
    /// <summary>Whether the domain is that of the standard operators, which has an empty and a spelt-out name.</summary>
    public static bool IsStandard(string domain) => domain is "" or "ai.onnx";
}
