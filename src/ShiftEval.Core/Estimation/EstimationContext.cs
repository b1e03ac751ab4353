using ShiftEval.Datasets.Batches;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation;

/// <summary>What an estimation works on: a model, its images and the machine.</summary>
public sealed record EstimationContext
{
    /// <summary>The model as read.</summary>
    public required OnnxModel Model { get; init; }

    /// <summary>How samples are fed to it.</summary>
    public required ModelInput Input { get; init; }

    /// <summary>Reads the samples.</summary>
    public required IBatchSource Reader { get; init; }

    /// <summary>Whether population statistics are measured one depth of layers after the other whatever the memory.</summary>
    internal bool IsLayerByLayer { get; init; }

    /// <summary>What becomes of a layer's measured statistics before the layers above are measured; as measured by default.</summary>
    internal Func<string, LayerStatistics, LayerStatistics> Adjust { get; init; } = static (_, measured) => measured;

    /// <summary>What to run on.</summary>
    public required ExecutionDevice Device { get; init; }

    /// <summary>Bytes that activations may take; past it the slower way with bounded memory is gone.</summary>
    public required long MemoryBytes { get; init; }
}
