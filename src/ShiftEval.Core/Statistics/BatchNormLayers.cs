using System.Globalization;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics;

/// <summary>Finds the BatchNorm layers of a model.</summary>
/// <remarks>Visits the main graph, subgraphs and model-local functions; only layers of the main graph whose statistics are initializers can be rewritten.</remarks>
public static class BatchNormLayers
{
    internal const string OperatorType = "BatchNormalization";
    private static readonly string[] MeanSuffixes = [".running_mean", "_mean"];

    /// <summary>Every BatchNorm layer in the order of its node, with what stands in its way.</summary>
    public static IReadOnlyList<BatchNormLayer> Find(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        List<BatchNormLayer> layers = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        IReadOnlyList<ValueUses> values = ValueUses.OfModel(model.Proto);
        ConstantResolver constants = new(values[0]);
        foreach (NodeProto node in model.Proto.Graph.Node.Where(IsBatchNorm))
        {
            layers.Add(Read(model, node, constants, seen));
        }

        foreach (ValueUses inner in values.Skip(1))
        {
            ConstantResolver innerConstants = new(inner);
            foreach (NodeProto node in inner.Scope.Nodes.Where(IsBatchNorm))
            {
                ResolvedConstant? mean = node.Input.Count < BatchNormSlot.Count ? null : innerConstants.Resolve(node.Input[BatchNormSlot.Mean]);
                layers.Add(new BatchNormLayer(node)
                {
                    Name = Unique(LayerName(node, mean), seen),
                    Node = NodeName(node),
                    Epsilon = Epsilon(node),
                    Source = mean is null ? "computed" : Home(mean),
                    Refusal = Refuse(model, node, "stands in a subgraph or a model-local function, where statistics cannot be rewritten yet", "Export the model with the function inlined"),
                });
            }
        }

        return layers;
    }

    /// <summary>The layers, when every one can be measured and rewritten.</summary>
    /// <exception cref="InputException">The model has no BatchNorm, or layers that cannot be rewritten; all are named.</exception>
    public static IReadOnlyList<BatchNormLayer> FindRewritable(OnnxModel model)
    {
        IReadOnlyList<BatchNormLayer> layers = Find(model);
        if (layers.Count == 0)
        {
            throw new InputException(model.Name, "has no BatchNormalization node, so there are no statistics to replace", "Use --statistics ema, or export the model without folding BatchNorm into Conv");
        }

        Problem[] refusals = [.. layers.Where(layer => layer.Refusal is not null).Select(layer => layer.Refusal!)];
        return refusals.Length == 0 ? layers : throw new InputException(refusals);
    }

    /// <summary>The statistics the model holds.</summary>
    /// <param name="layers">Rewritable layers.</param>
    public static ModelStatistics Stored(IReadOnlyList<BatchNormLayer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return new ModelStatistics(layers.Select(layer => KeyValuePair.Create(layer.Name, layer.Stored!)));
    }

    private static bool IsBatchNorm(NodeProto node) => node.OpType == OperatorType && OperatorDomain.IsStandard(node.Domain);

    private static BatchNormLayer Read(OnnxModel model, NodeProto node, ConstantResolver constants, HashSet<string> seen)
    {
        BatchNormLayer layer = new(node)
        {
            Name = "",
            Node = NodeName(node),
            Epsilon = Epsilon(node),
            Source = "computed",
        };
        if (node.Input.Count < BatchNormSlot.Count)
        {
            return layer with { Name = Unique(layer.Node, seen), Refusal = Refuse(model, node, $"has {node.Input.Count} inputs where 5 are needed", "Export the model again") };
        }

        ResolvedConstant? mean = constants.Resolve(node.Input[BatchNormSlot.Mean]);
        ResolvedConstant? variance = constants.Resolve(node.Input[BatchNormSlot.Variance]);
        layer = layer with
        {
            Name = Unique(LayerName(node, mean), seen),
            Source = SourceOf(model, node, mean),
        };
        if (!IsInitializer(mean) || !IsInitializer(variance))
        {
            return layer with { Refusal = Refuse(model, node, "takes its mean or variance from somewhere else than an initializer, which cannot be rewritten yet", "Export the model with the parameters as initializers") };
        }

        double[] means = TensorData.ReadDoubles(mean!.Tensor, model.Folder, model.Name);
        double[] variances = TensorData.ReadDoubles(variance!.Tensor, model.Folder, model.Name);
        layer = layer with { Stored = new LayerStatistics(means, variances), Refusal = RefuseTraining(model, node) };
        return means.Length == variances.Length
            ? layer
            : layer with { Refusal = Refuse(model, node, $"has {means.Length} means and {variances.Length} variances", "Export the model again") };
    }

    private static bool IsInitializer(ResolvedConstant? constant) => constant?.Home is ConstantHome.Initializer or ConstantHome.InitializerAlsoInput;

    private static Problem? RefuseTraining(OnnxModel model, NodeProto node)
    {
        bool training = node.Attribute.Any(attribute => attribute.Name == "training_mode" && attribute.I != 0) || node.Output.Count(output => output.Length > 0) > 1;
        return training
            ? Refuse(model, node, "is in training mode: it normalises with the statistics of each batch, not with the stored ones", "Export the model in evaluation mode")
            : null;
    }

    private static string SourceOf(OnnxModel model, NodeProto node, ResolvedConstant? mean) =>
        mean is null
            ? model.Inputs.Any(input => input.Name == node.Input[BatchNormSlot.Mean]) ? "input" : "computed"
            : Home(mean);

    private static string Home(ResolvedConstant mean) => IsInitializer(mean) ? "initializer" : "constant";

    // A Constant's output is no initializer, so the node lends its name.
    private static string LayerName(NodeProto node, ResolvedConstant? mean) => IsInitializer(mean) ? StripSuffix(mean!.Name) : NodeName(node);

    private static Problem Refuse(OnnxModel model, NodeProto node, string what, string remedy) => new($"{model.Name}, node {NodeName(node)}", what, remedy);

    private static string NodeName(NodeProto node) => NodeText.Name(node);

    private static double Epsilon(NodeProto node) => node.Attribute.FirstOrDefault(attribute => attribute.Name == "epsilon") is { } epsilon ? epsilon.F : 1e-5f;

    private static string StripSuffix(string name)
    {
        string? suffix = MeanSuffixes.FirstOrDefault(s => name.Length > s.Length && name.EndsWith(s, StringComparison.Ordinal));
        return suffix is null ? name : name[..^suffix.Length];
    }

    private static string Unique(string name, HashSet<string> seen)
    {
        string unique = name;
        for (int number = 2; !seen.Add(unique); number++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}#{number}");
        }

        return unique;
    }
}
