using ShiftEval.Datasets.Batches;
using ShiftEval.Datasets.Imaging;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation;
using ShiftEval.Estimation.Targets;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Folding;
using ShiftEval.Statistics.Specs;

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

    /// <summary>Names what stands in the way of giving this model other statistics.</summary>
    /// <param name="specs">What will be asked of it.</param>
    /// <param name="data">The run's data: a folded model needs source images.</param>
    /// <param name="problems">Receives what was found.</param>
    internal void CheckRecalibratable(IReadOnlyList<StatisticsSpec> specs, DataSetup data, ProblemList problems)
    {
        if (specs.All(spec => spec.Head == SpecHead.Ema))
        {
            return;
        }

        FoldSelection? folding = null;
        if (!problems.Check(() => folding = Folding))
        {
            return;
        }

        if (folding is null)
        {
            if (problems.Check(() => new StatisticsEstimator(Context).Check()))
            {
                CheckPatterns(specs, problems);
            }

            return;
        }

        problems.Check(() => FoldedTarget.Check(Context, folding));
        if (Provenance?.Folded is not null)
        {
            problems.Add(
                Model.Name,
                $"is renormalised already, to images of {string.Join(", ", Provenance.Domains)}: what its convolutions give on source images is no longer what training left",
                "Start from the file as it was exported");
        }

        if (data.Roles.Sources.Count == 0)
        {
            string otherwise = Layers.Count > 0 ? $", or give --layers {FoldSelection.None} to re-estimate its {Layers.Count} BatchNorm nodes alone" : "";
            problems.Add(
                Model.Name,
                $"seems to have BatchNorm folded into {folding.Taken.Count} of its {folding.Candidates.Count} convolutions (shifteval inspect lists them), which takes source images to undo, and no source domain is known",
                $"Name the domains trained on with --source, or export the model without folding{otherwise}");
        }
        else
        {
            problems.Try(() => data.Splits.Precise(data.Roles.Sources));
        }

        foreach (StatisticsSpec spec in specs.Where(spec => !spec.IsConstant))
        {
            problems.Add($"--statistics {spec.Text}", $"{Model.Name} has BatchNorm folded into its convolutions, which statistics of the images scored cannot follow", "Use domain or another spec whose statistics are constants");
        }

        foreach (StatisticsSpec spec in specs.Where(spec => spec.Method == EstimationMethod.Minibatch))
        {
            problems.Add($"--statistics {spec.Text}", $"{Model.Name} has BatchNorm folded into its convolutions, which mini-batches cannot measure", "Use method=population");
        }
    }

    // A pattern that fits nothing would give the stored statistics under another name.
    private void CheckPatterns(IReadOnlyList<StatisticsSpec> specs, ProblemList problems)
    {
        ModelStatistics stored = BatchNormLayers.Stored(BatchNormLayers.FindRewritable(Model));
        foreach (StatisticsSpec spec in specs.Where(spec => spec.Replacement.Layers is not null))
        {
            new Replacement(spec.Replacement, stored).Check($"--statistics {spec.Text}", Model.Name, problems);
        }
    }

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
