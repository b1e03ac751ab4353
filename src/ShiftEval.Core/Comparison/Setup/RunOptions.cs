using ShiftEval.Datasets;
using ShiftEval.Datasets.Batches;
using ShiftEval.Datasets.Imaging;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;

namespace ShiftEval.Comparison.Setup;

/// <summary>What every run on images needs to know: data, domains, classes, preprocessing, device.</summary>
public sealed record RunOptions
{
    /// <summary>The default of <see cref="BatchSize"/>.</summary>
    public const int DefaultBatchSize = 16;

    /// <summary>A manifest (<c>.csv</c>, <c>.tsv</c>) or a folder of images; empty when none is named, which a run refuses.</summary>
    public required string Data { get; init; }

    /// <summary>Which columns of the manifest mean what.</summary>
    public DatasetOptions Columns { get; init; } = new();

    /// <summary>The domains adapted to and scored; empty takes all.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>The domains trained on; empty takes the project file's, else those with train rows.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The project file's source domains; used where they are in the data and <see cref="Sources"/> is empty.</summary>
    public IReadOnlyList<string> ProjectSources { get; init; } = [];

    /// <summary>Class of each output index: names separated by commas, or a file of names; null is recognised.</summary>
    public string? Classes { get; init; }

    /// <summary>The project file's classes.</summary>
    public IReadOnlyList<string> ProjectClasses { get; init; } = [];

    /// <summary>A <c>preprocessor_config.json</c>, or <c>unit</c>; null is looked for.</summary>
    public string? Preprocess { get; init; }

    /// <summary>Folder of the project file: how far up preprocessing is looked for; null looks in the model's folder only.</summary>
    public string? ProjectFolder { get; init; }

    /// <summary>Input, output, layout and kind of scores where the file does not tell.</summary>
    public ModelSignatureOptions Signature { get; init; } = new();

    /// <summary>Patterns of the convolutions that a BatchNorm was folded into, or <c>none</c>; empty guesses.</summary>
    public IReadOnlyList<string> FoldedLayers { get; init; } = [];

    /// <summary>The unfolded export of a folded model, which tells what was folded; null guesses.</summary>
    public string? Twin { get; init; }

    /// <summary>Whether a model exported in training mode is run in inference mode; otherwise it is refused.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Order of the colour channels; null takes the preprocessing's.</summary>
    public ChannelOrder? ChannelOrder { get; init; }

    /// <summary>Device and threads.</summary>
    public InferenceOptions Inference { get; init; } = new();

    /// <summary>Bytes for activations and decoded images; null takes half of what is free.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>What happens with an unreadable image.</summary>
    public OnError OnError { get; init; } = OnError.Fail;

    /// <summary>More unreadable images than this end the run even when they are skipped.</summary>
    public int? MaxErrors { get; init; }

    /// <summary>Images a batch while scoring.</summary>
    public int BatchSize { get; init; } = DefaultBatchSize;

    /// <summary>Seed of orders, draws and resampling.</summary>
    public long Seed { get; init; }

    /// <summary>What is wrong with the options themselves: refused together with what is wrong with data and models.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Seed of the division into adapt and test where the data have no split column.</summary>
    public long SplitSeed { get; init; }
}
