namespace ShiftEval.Tests.Reference;

/// <summary>
/// Evaluates an ONNX graph in double, node by node in file order, and measures its BatchNorm layers. The lowest rung of the ladder
/// that the product's engine is tested against; it is itself tested against PyTorch.
/// </summary>
internal sealed class Float64Graph
{
    private readonly OnnxFile file;
    private readonly GraphScope main;

    public Float64Graph(OnnxFile file)
    {
        this.file = file;
        ScopeBuilder builder = new(file);
        main = builder.Main();
        Layers = builder.Layers;
    }

    public OnnxFile File => file;

    /// <summary>
    /// The keys of the BatchNorm layers in the order of the walk: main graph in node order, descending into calls and subgraphs at
    /// their node. Every call of a function has layers of its own; branches never taken are among them.
    /// </summary>
    public IReadOnlyCollection<string> Layers { get; }

    /// <summary>The operators of this graph that the evaluator does not know; empty if it can run.</summary>
    public IReadOnlyList<string> UnsupportedOperators => [.. main.AllSteps
        .Where(step => !GraphRun.Supports(step))
        .Select(step => step.Node.Operator)
        .Distinct(StringComparer.Ordinal)];

    /// <summary>Reads a file, and the side files it names.</summary>
    public static Float64Graph Load(string path) =>
        new(OnnxFile.Parse(System.IO.File.ReadAllBytes(path), Path.GetDirectoryName(Path.GetFullPath(path))));

    /// <param name="bytes">A file.</param>
    /// <param name="folder">Where its side files lie; null refuses them.</param>
    public static Float64Graph Parse(ReadOnlySpan<byte> bytes, string? folder = null) => new(OnnxFile.Parse(bytes, folder));

    /// <summary>The first output for one batch, in inference mode with the given statistics (null: the file's own).</summary>
    public Tensor64 Run(Tensor64 batch, IReadOnlyDictionary<string, LayerMoments>? statistics = null) =>
        Output(batch, (layer, _, stored) => statistics is null ? stored : statistics[layer]);

    /// <summary>The first output for one batch, every layer with the statistics chosen for it.</summary>
    /// <param name="batch">The samples.</param>
    /// <param name="choose">Of a layer's key, its input and its stored statistics.</param>
    public Tensor64 RunWith(Tensor64 batch, Func<string, Tensor64, LayerMoments, LayerMoments> choose) => Output(batch, choose);

    /// <summary>The first output for one batch, every layer normalising with the batch's own moments.</summary>
    public Tensor64 RunInTraining(Tensor64 batch) => Output(batch, (_, x, _) => LayerMoments.Measure(x));

    /// <summary>The moments of all samples as one batch, every layer measured behind layers that use theirs.</summary>
    public IReadOnlyDictionary<string, LayerMoments> Population(Tensor64 batch) => Population(Only(batch));

    /// <summary>The same for a graph of several inputs, fed by name.</summary>
    public IReadOnlyDictionary<string, LayerMoments> Population(IReadOnlyDictionary<string, Tensor64> feeds) =>
        Measure(feeds).ToDictionary(layer => layer.Key, layer => layer.Value, StringComparer.Ordinal);

    /// <summary>The same as a list, in the order of first execution; layers that do not run are not in it.</summary>
    public IReadOnlyList<LayerMoments> PopulationInOrder(Tensor64 batch) => PopulationInOrder(Only(batch));

    /// <inheritdoc cref="PopulationInOrder(Tensor64)"/>
    public IReadOnlyList<LayerMoments> PopulationInOrder(IReadOnlyDictionary<string, Tensor64> feeds) =>
        [.. Measure(feeds).Select(layer => layer.Value)];

    /// <summary>All outputs of the batch, every layer normalising with its own moments, and these moments in the order of execution.</summary>
    public (IReadOnlyList<Tensor64> Outputs, IReadOnlyList<LayerMoments> Moments) EvaluateInTraining(Tensor64 batch)
    {
        List<KeyValuePair<string, LayerMoments>> measured = [];
        IReadOnlyList<Tensor64> outputs = Measure(Only(batch), measured);
        return (outputs, [.. measured.Select(layer => layer.Value)]);
    }

    /// <summary>One pass in training mode, batch by batch.</summary>
    public IReadOnlyDictionary<string, LayerMoments> Minibatch(IEnumerable<Tensor64> batches, BatchEstimator estimator)
    {
        List<IReadOnlyDictionary<string, LayerMoments>> measured = [.. batches.Select(Population)];
        return measured[0].Keys.ToDictionary(
            layer => layer, layer => LayerMoments.Join([.. measured.Select(batch => batch[layer])], estimator), StringComparer.Ordinal);
    }

    /// <summary>The moments of all samples as one batch, while every layer normalises with the file's statistics.</summary>
    public IReadOnlyDictionary<string, LayerMoments> Frozen(Tensor64 batch)
    {
        Dictionary<string, LayerMoments> moments = new(StringComparer.Ordinal);
        Output(batch, (layer, x, stored) =>
        {
            moments[layer] = LayerMoments.Measure(x);
            return stored;
        });
        return moments;
    }

    /// <summary>The statistics that the file stores.</summary>
    /// <param name="batch">Any batch the graph takes: parameters may be computed by nodes, so the graph has to run once.</param>
    public IReadOnlyDictionary<string, LayerMoments> Stored(Tensor64 batch)
    {
        Dictionary<string, LayerMoments> moments = new(StringComparer.Ordinal);
        Output(batch, (layer, _, stored) => moments[layer] = stored);
        return moments;
    }

    /// <summary>All outputs for all inputs; training-mode nodes use their batch, as the operator says.</summary>
    public IReadOnlyList<Tensor64> Evaluate(params IReadOnlyList<Tensor64> inputs)
    {
        if (inputs.Count != file.Inputs.Count)
        {
            throw new ArgumentException($"The graph has {file.Inputs.Count} inputs, not {inputs.Count}.", nameof(inputs));
        }

        return Evaluate(file.Inputs.Zip(inputs).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal));
    }

    /// <summary>All outputs for inputs given by name; one that names an initializer stands in its place.</summary>
    /// <param name="feeds">At least every input that is no initializer.</param>
    /// <param name="statistics">By layer; null: the file's own, and training-mode nodes use their batch, as the operator says.</param>
    public IReadOnlyList<Tensor64> Evaluate(
        IReadOnlyDictionary<string, Tensor64> feeds, IReadOnlyDictionary<string, LayerMoments>? statistics = null) =>
        Evaluate(feeds, statistics is null ? null : (layer, _, _) => statistics[layer]);

    private Tensor64 Output(Tensor64 batch, Func<string, Tensor64, LayerMoments, LayerMoments> choose) => Evaluate(Only(batch), choose)[0];

    private Tensor64[] Evaluate(
        IReadOnlyDictionary<string, Tensor64> feeds, Func<string, Tensor64, LayerMoments, LayerMoments>? choose)
    {
        if (file.Inputs.FirstOrDefault(input => !feeds.ContainsKey(input.Name)) is { } missing)
        {
            throw new ArgumentException($"Input {missing.Name} is not fed.", nameof(feeds));
        }

        return new GraphRun(choose).Run(main, feeds.Select(feed => KeyValuePair.Create(feed.Key, (Tensor64?)feed.Value)));
    }

    private List<KeyValuePair<string, LayerMoments>> Measure(IReadOnlyDictionary<string, Tensor64> feeds)
    {
        List<KeyValuePair<string, LayerMoments>> measured = [];
        Measure(feeds, measured);
        return measured;
    }

    /// <summary>Layers in the order of first execution; one in a loop normalises each round by itself and pools the rounds.</summary>
    private Tensor64[] Measure(IReadOnlyDictionary<string, Tensor64> feeds, List<KeyValuePair<string, LayerMoments>> measured) =>
        Evaluate(feeds, (layer, x, _) =>
        {
            LayerMoments moments = LayerMoments.Measure(x);
            int at = measured.FindIndex(one => string.Equals(one.Key, layer, StringComparison.Ordinal));
            if (at < 0)
            {
                measured.Add(KeyValuePair.Create(layer, moments));
            }
            else
            {
                measured[at] = KeyValuePair.Create(layer, LayerMoments.Join([measured[at].Value, moments], BatchEstimator.Total));
            }

            return moments;
        });

    private Dictionary<string, Tensor64> Only(Tensor64 batch) => file.Inputs.Count == 1
        ? new Dictionary<string, Tensor64>(StringComparer.Ordinal) { [file.Inputs[0].Name] = batch }
        : throw new ArgumentException($"The graph has {file.Inputs.Count} inputs, not 1.", nameof(batch));
}
