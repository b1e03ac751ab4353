using ShiftEval.Datasets.Imaging;

namespace ShiftEval.Inference;

/// <summary>What the user says about a model's input and output; null is recognised from the file.</summary>
public sealed record ModelSignatureOptions
{
    /// <summary>Name of the image input.</summary>
    public string? Input { get; init; }

    /// <summary>Name of the output with the class scores.</summary>
    public string? Output { get; init; }

    /// <summary>Where the channels are.</summary>
    public TensorLayout? Layout { get; init; }

    /// <summary>What the output's numbers are.</summary>
    public ScoreKind? Scores { get; init; }
}
