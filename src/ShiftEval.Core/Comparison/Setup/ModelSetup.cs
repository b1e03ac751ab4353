using ShiftEval.Datasets.Batches;
using ShiftEval.Datasets.Imaging;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics;

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
        Estimator = new StatisticsEstimator(context);
        Provenance = ProvenanceEntry.Read(model);
        Layers = BatchNormLayers.Find(model);
    }

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

    /// <summary>Estimates statistics of this model.</summary>
    public StatisticsEstimator Estimator { get; }

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
        });
    }

    /// <summary>A scorer of this model with other statistics; the caller disposes of it.</summary>
    /// <exception cref="InputException">The runtime refuses the model.</exception>
    public Scorer CreateScorer(OnnxModel rewritten) =>
        new(rewritten, Context.Input, Signature.Output ?? throw new InvalidOperationException("The model was set up without an output."), Images, Context.Device);
}
