using ShiftEval.Datasets.Batches;
using ShiftEval.Datasets.Imaging;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Bundling;
using ShiftEval.Statistics.Folding;

namespace ShiftEval.Comparison.Setup;

/// <summary>One model of a run, ready to be fed with the run's images.</summary>
public sealed class ModelSetup
{
    private const double ShareOfFreeMemory = 0.5;

    private ModelSetup(string name, OnnxModel model, ModelSignature signature, ImageTensorShape size, Preprocessing preprocessing, ChannelOrder channelOrder, BatchReader images, EstimationContext context)
    {
        Name = name;
        Model = model;
        Signature = signature;
        Size = size;
        Images = images;
        Preprocessing = preprocessing;
        ChannelOrder = channelOrder;
        Context = context;
        Provenance = ProvenanceEntry.Read(model);
        Layers = BatchNormLayers.Find(model);
    }

    private Lazy<FoldSelection?> Choice { get; init; } = new((FoldSelection?)null);

    /// <summary>The name that results carry.</summary>
    public string Name { get; }

    /// <summary>The model as read.</summary>
    public OnnxModel Model { get; }

    /// <summary>How images go in and class scores come out.</summary>
    public ModelSignature Signature { get; }

    /// <summary>The images' size.</summary>
    public ImageTensorShape Size { get; }

    /// <summary>Reads the images.</summary>
    public BatchReader Images { get; }

    /// <summary>How images are prepared.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>Order in which colour channels enter the model.</summary>
    public ChannelOrder ChannelOrder { get; }

    /// <summary>What estimation and scoring work on.</summary>
    public EstimationContext Context { get; }

    /// <summary>The convolutions that BatchNorms were folded into; null where none is taken.</summary>
    /// <remarks>Looked for when first asked for: a run with the file's own statistics has no need of it.</remarks>
    public FoldSelection? Folding => Choice.Value;

    /// <summary>Where the file's statistics come from, when ShiftEval wrote them.</summary>
    public StatisticsProvenance? Provenance { get; }

    /// <summary>The BatchNorm layers.</summary>
    public IReadOnlyList<BatchNormLayer> Layers { get; }

    /// <summary>Loads a model and settles how images enter it.</summary>
    /// <exception cref="InputException">The model or its preprocessing cannot be used.</exception>
    public static ModelSetup Prepare(string name, string path, RunOptions options, DataSetup data, ExecutionDevice device, bool needsScores)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(data);
        OnnxModel model = OnnxModel.Load(path);
        BundleMetadata.Refuse(model);
        model = options.IsFixed ? ModelFixer.Apply(model).Model : RefuseTraining(model);
        ModelSignature signature = ModelSignature.Resolve(model, options.Signature, needsScores);
        Preprocessing preprocessing = PreprocessingFinder.Find(model, signature, options.Preprocess, options.ProjectFolder);
        ChannelOrder order = options.ChannelOrder ?? preprocessing.ChannelOrder;
        Preprocessor preprocessor = new(preprocessing, signature.Channels, signature.Layout, order);
        ImageTensorShape size = ImageTensorShape.Resolve(model.Name, signature, preprocessor);
        long memory = options.MemoryBytes ?? (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * ShareOfFreeMemory);
        BatchReader reader = new(data.Splits.Samples, preprocessor, signature.Channels * size.Height * size.Width, new BatchReaderOptions
        {
            OnError = options.OnError,
            MaxErrors = options.MaxErrors,
            Threads = device.Threads,
            CacheBytes = memory / 2,
        });
        return new ModelSetup(name, model, signature, size, preprocessing, order, reader, new EstimationContext
        {
            Model = model,
            Input = signature.InputOf(size),
            Reader = reader,
            Device = device,
            MemoryBytes = memory,
        })
        {
            Choice = Choose(model, options),
        };
    }

    /// <summary>Whether BatchNorms of a model are taken to be folded into its convolutions.</summary>
    /// <exception cref="InputException">What the options name does not fit the model.</exception>
    internal static bool IsFolded(OnnxModel model, RunOptions options) => Choose(model, options).Value is not null;

    private static OnnxModel RefuseTraining(OnnxModel model)
    {
        ProblemList problems = new();
        InferenceMode.Refuse(model, problems);
        problems.ThrowIfAny();
        return model;
    }

    // What the user names is checked at once, whether a statistics source comes to need it or not.
    private static Lazy<FoldSelection?> Choose(OnnxModel model, RunOptions options)
    {
        Lazy<FoldSelection?> choice = new(() => Select(model, options) is { Taken.Count: > 0 } selection ? selection : null);
        if (options.FoldedLayers.Count > 0 || options.Twin is not null)
        {
            _ = choice.Value;
        }

        return choice;
    }

    private static FoldSelection Select(OnnxModel model, RunOptions options)
    {
        if (options.Twin is not { } twin)
        {
            return options.FoldedLayers.Count > 0 ? FoldSelection.ByPatterns(model, options.FoldedLayers) : FoldSelection.Default(model);
        }

        return options.FoldedLayers.Count == 0
            ? FoldSelection.ByTwin(model, OnnxModel.Load(twin))
            : throw new InputException("--twin", "and --layers both say which convolutions a BatchNorm was folded into", "Give one of them");
    }

    /// <summary>A scorer of this model with other statistics; the caller disposes of it.</summary>
    /// <exception cref="InputException">The runtime refuses the model.</exception>
    public Scorer CreateScorer(OnnxModel rewritten) =>
        new(rewritten, Context.Input, Signature.Output ?? throw new InvalidOperationException("The model was set up without an output."), Images, Context.Device);
}
