using ShiftEval.Datasets.Batches;
using ShiftEval.Inference;
using ShiftEval.Onnx;

namespace ShiftEval.Estimation;

/// <summary>What an estimation works on: a model, its images and the machine.</summary>
public sealed record EstimationContext
{
    /// <summary>The model as read.</summary>
    public required OnnxModel Model { get; init; }

    /// <summary>How images enter it.</summary>
    public required ModelSignature Signature { get; init; }

    /// <summary>The images' size.</summary>
    public required ImageTensorShape Size { get; init; }

    /// <summary>Reads the samples.</summary>
    public required BatchReader Reader { get; init; }

    /// <summary>What to run on.</summary>
    public required ExecutionDevice Device { get; init; }

    /// <summary>Bytes that activations may take; past it the slower way with bounded memory is gone.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>The input's shape for a batch.</summary>
    internal long[] InputShape(int batch) => Signature.InputShape(batch, Size.Height, Size.Width);
}
