using ShiftEval.Onnx;

namespace ShiftEval.Inference;

/// <summary>How samples are fed to a model.</summary>
/// <param name="Name">The input.</param>
/// <param name="SampleShape">The axes of one sample's tensor, without the batch.</param>
/// <param name="Batch">The batch size that the file fixes; null when any goes.</param>
/// <param name="ElementType">The type that the file asks for; values are float32 here and converted.</param>
public sealed record ModelInput(string Name, IReadOnlyList<long> SampleShape, int? Batch, OnnxElementType ElementType = OnnxElementType.Float32)
{
    /// <summary>The tensor's shape for a batch.</summary>
    public long[] Shape(int batch) => [batch, .. SampleShape];
}
