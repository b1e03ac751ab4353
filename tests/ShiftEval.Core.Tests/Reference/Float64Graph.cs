using ShiftEval.Tests.Reference.Operators;

namespace ShiftEval.Tests.Reference;

/// <summary>
/// Evaluates an ONNX graph in double, node by node in file order, and measures its BatchNorm layers. The lowest rung of the ladder
/// that the product's engine is tested against; it is itself tested against PyTorch.
/// </summary>
internal sealed class Float64Graph
{
    private readonly OnnxFile file;
    private readonly Dictionary<int, string> layerOfNode = [];
    private readonly Dictionary<string, int> lastUse = new(StringComparer.Ordinal);

    public Float64Graph(OnnxFile file)
    {
        this.file = file;
        for (int i = 0; i < file.Nodes.Count; i++)
        {
            OnnxNode node = file.Nodes[i];
            foreach (string name in node.Inputs)
            {
                lastUse[name] = i;
            }

            if (node.Operator == "BatchNormalization")
            {
                layerOfNode.Add(i, UniqueLayerName(node));
            }
        }

        foreach (string name in file.Outputs)
        {
            lastUse[name] = int.MaxValue;
        }
    }

    public OnnxFile File => file;

    /// <summary>The keys of the BatchNorm layers, in file order.</summary>
    public IReadOnlyCollection<string> Layers => layerOfNode.Values;

    /// <summary>The operators of this graph that the evaluator does not know; empty if it can run.</summary>
    public IReadOnlyList<string> UnsupportedOperators =>
        [.. file.Nodes.Where(node => !Operator.Supports(node)).Select(node => node.Operator).Distinct(StringComparer.Ordinal)];

    public static Float64Graph Load(string path) => Parse(System.IO.File.ReadAllBytes(path));

    public static Float64Graph Parse(ReadOnlySpan<byte> bytes) => new(OnnxFile.Parse(bytes));

    /// <summary>The first output for one batch, in inference mode with the given statistics (null: the file's own).</summary>
    public Tensor64 Run(Tensor64 batch, IReadOnlyDictionary<string, LayerMoments>? statistics = null) =>
        Output(batch, (layer, _, stored) => statistics is null ? stored : statistics[layer]);

    /// <summary>The first output for one batch, every layer normalising with the batch's own moments.</summary>
    public Tensor64 RunInTraining(Tensor64 batch) => Output(batch, (_, x, _) => LayerMoments.Measure(x));

    /// <summary>The moments of all samples as one batch, every layer measured behind layers that use theirs.</summary>
    public IReadOnlyDictionary<string, LayerMoments> Population(Tensor64 batch)
    {
        Dictionary<string, LayerMoments> moments = new(StringComparer.Ordinal);
        Output(batch, (layer, x, _) => moments[layer] = LayerMoments.Measure(x));
        return moments;
    }

    /// <summary>One pass in training mode, batch by batch.</summary>
    public IReadOnlyDictionary<string, LayerMoments> Minibatch(IEnumerable<Tensor64> batches, BatchEstimator estimator)
    {
        List<IReadOnlyDictionary<string, LayerMoments>> measured = [.. batches.Select(Population)];
        return Layers.ToDictionary(
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
    public IReadOnlyList<Tensor64> Evaluate(params IReadOnlyList<Tensor64> inputs) => Evaluate(inputs, choose: null);

    private Tensor64 Output(Tensor64 batch, Func<string, Tensor64, LayerMoments, LayerMoments> choose) => Evaluate([batch], choose)[0];

    private IReadOnlyList<Tensor64> Evaluate(
        IReadOnlyList<Tensor64> inputs, Func<string, Tensor64, LayerMoments, LayerMoments>? choose)
    {
        if (inputs.Count != file.Inputs.Count)
        {
            throw new ArgumentException($"The graph has {file.Inputs.Count} inputs, not {inputs.Count}.", nameof(inputs));
        }

        Dictionary<string, Tensor64> values = new(file.Initializers, StringComparer.Ordinal);
        for (int i = 0; i < inputs.Count; i++)
        {
            values.Add(file.Inputs[i].Name, inputs[i]);
        }

        for (int i = 0; i < file.Nodes.Count; i++)
        {
            OnnxNode node = file.Nodes[i];
            Tensor64?[] arguments = [.. node.Inputs.Select(name => name.Length == 0 ? null : values[name])];
            Func<Tensor64, LayerMoments, LayerMoments>? chosen = null;
            if (choose is not null && layerOfNode.TryGetValue(i, out string? layer))
            {
                chosen = (x, stored) => choose(layer, x, stored);
            }

            IReadOnlyList<Tensor64> results = Operator.Apply(new OperatorCall(node, arguments, file.Opset) { ChooseStatistics = chosen });
            for (int j = 0; j < node.Outputs.Count && j < results.Count; j++)
            {
                values[node.Outputs[j]] = results[j];
            }

            // A whole data set as one batch fits into memory only if dead activations go at once.
            foreach (string name in node.Inputs.Concat(node.Outputs).Where(name => lastUse.GetValueOrDefault(name, i) <= i))
            {
                values.Remove(name);
            }
        }

        return [.. file.Outputs.Select(name => values[name])];
    }

    private string UniqueLayerName(OnnxNode node)
    {
        string name = file.Initializers.ContainsKey(node.Inputs[3]) ? WithoutSuffix(node.Inputs[3])
            : node.Name.Length > 0 ? node.Name
            : node.Outputs[0];
        string unique = name;
        for (int number = 2; layerOfNode.ContainsValue(unique); number++)
        {
            unique = $"{name}#{number}";
        }

        return unique;
    }

    private static string WithoutSuffix(string name)
    {
        foreach (string suffix in new[] { ".running_mean", "_mean" })
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal))
            {
                return name[..^suffix.Length];
            }
        }

        return name;
    }
}
