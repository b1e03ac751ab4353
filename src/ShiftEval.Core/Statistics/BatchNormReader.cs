using System.Globalization;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Walking;

namespace ShiftEval.Statistics;

/// <summary>Reads the BatchNormalization nodes of one model as layers, in the order given: later ones get other names than earlier ones.</summary>
internal sealed class BatchNormReader(OnnxModel model)
{
    private const string ExportRemedy = "Export the model again";

    // Layers may share a tensor, so that a short file can state more than a machine can hold.
    private const long MostChannels = 1 << 26;

    private static readonly string[] MeanSuffixes = [".running_mean", "_mean"];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> nextNumbers = new(StringComparer.Ordinal);
    private readonly Dictionary<TensorProto, double[]> read = new(ReferenceEqualityComparer.Instance);
    private long channels;

    /// <summary>The layer of one node; whatever stands in the way of rewriting it is its refusal.</summary>
    public BatchNormLayer Read(PlacedNode placed)
    {
        NodeProto node = placed.Proto;
        ConstantResolver constants = new(placed.Frame, model.Folder);
        ResolvedConstant? mean = Input(constants, node, BatchNormSlot.Mean);
        ResolvedConstant? variance = Input(constants, node, BatchNormSlot.Variance);
        BatchNormLayer layer = new(placed)
        {
            Name = Unique(LayerName(node, mean)),
            Node = NodeText.Name(node),
            Epsilon = placed.Attribute("epsilon")?.F ?? 1e-5f,
            Source = Source(node, mean, placed.Frame),
        };
        if (RefuseNode(placed) is { } refusal)
        {
            return layer with { Refusal = Refuse(layer, refusal.What, refusal.Remedy) };
        }

        if (mean is null || variance is null)
        {
            (string what, int slot) = mean is null ? ("mean", BatchNormSlot.Mean) : ("variance", BatchNormSlot.Variance);
            return layer with { Refusal = Refuse(layer, $"its {what} {constants.Obstacle(node.Input[slot])}; only statistics that are constants of the file can be rewritten", "Export the model in evaluation mode, with its parameters as initializers") };
        }

        ProblemList unreadable = new();
        double[]? means = unreadable.Try(() => Values(mean));
        double[]? variances = unreadable.Try(() => Values(variance));
        if (means is null || variances is null)
        {
            return layer with { Refusal = unreadable.Problems[0] };
        }

        channels += means.Length;
        if (channels > MostChannels)
        {
            throw new InputException(model.Name, Invariant($"its BatchNorm layers have more than {MostChannels} channels together"), ExportRemedy);
        }

        layer = layer with { Stored = new LayerStatistics(means, variances) };
        return means.Length == variances.Length
            ? layer with { Refusal = RefuseTraining(placed, constants) is { } training ? Refuse(layer, training.What, training.Remedy) : null }
            : layer with { Refusal = Refuse(layer, Invariant($"has {means.Length} means and {variances.Length} variances"), ExportRemedy) };
    }

    private static ResolvedConstant? Input(ConstantResolver constants, NodeProto node, int slot) =>
        slot < node.Input.Count ? constants.Resolve(node.Input[slot]) : null;

    private static (string What, string Remedy)? RefuseNode(PlacedNode placed)
    {
        int inputs = placed.Proto.Input.TakeWhile(name => name.Length > 0).Count();
        if (inputs < BatchNormSlot.Count)
        {
            return (Invariant($"has {inputs} inputs where {BatchNormSlot.Count} are needed"), ExportRemedy);
        }

        for (CallFrame? frame = placed.Frame; frame is not null; frame = frame.Parent)
        {
            if (frame.Kind == FrameKind.Repeated)
            {
                return ($"stands in the body of {frame.Path}, which runs it again and again with one mean and variance, so that no population of its inputs is defined", "Export the model with the loop unrolled");
            }
        }

        return null;
    }

    private (string What, string Remedy)? RefuseTraining(PlacedNode placed, ConstantResolver constants)
    {
        NodeMode mode = NodeMode.Of(placed.Proto, ScopeOpset.Of(model, placed.Frame.Values.Scope), constants);
        bool training = mode.Kind == NodeModeKind.Training || (mode.Kind == NodeModeKind.Undecided && placed.Attribute("training_mode") is { I: not 0 });
        return training
            ? ("is in training mode: it normalises with the statistics of each batch, not with the stored ones", InferenceMode.FixRemedy)
            : null;
    }

    private static string Source(NodeProto node, ResolvedConstant? mean, CallFrame frame) => mean switch
    {
        { Home: ConstantHome.Computed } => "computed",
        { } constant => IsInitializer(constant) ? "initializer" : "constant",
        null => node.Input.Count > BatchNormSlot.Mean && IsInput(node.Input[BatchNormSlot.Mean], frame) ? "input" : "computed",
    };

    private static bool IsInput(string name, CallFrame frame) =>
        frame.Locate(name) is ({ Kind: ValueOriginKind.Input }, { } home)
        && (home is not { Kind: FrameKind.Function, Parent: { } caller, Owner: { } call }
            || (home.Values.Scope.Function!.Input.IndexOf(name) is >= 0 and int position && position < call.Input.Count && IsInput(call.Input[position], caller)));

    private static bool IsInitializer(ResolvedConstant? constant) => constant?.Home is ConstantHome.Initializer or ConstantHome.InitializerAlsoInput;

    // A Constant's output is no initializer, so the node lends its name.
    private static string LayerName(NodeProto node, ResolvedConstant? mean) => IsInitializer(mean) ? StripSuffix(mean!.Name) : NodeText.Name(node);

    private static string StripSuffix(string name)
    {
        string? suffix = MeanSuffixes.FirstOrDefault(s => name.Length > s.Length && name.EndsWith(s, StringComparison.Ordinal));
        return suffix is null ? name : name[..^suffix.Length];
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private Problem Refuse(BatchNormLayer layer, string what, string remedy) =>
        new(NodeText.Where(model.Name, layer.Placed.Frame.Values.Scope, layer.Proto), what, remedy);

    // Layers that share their statistics share the numbers in memory too.
    private double[] Values(ResolvedConstant constant)
    {
        if (!read.TryGetValue(constant.Tensor, out double[]? values))
        {
            values = TensorData.ReadDoubles(constant.Tensor, model.Folder, model.Name);
            if (constant.Home is not (ConstantHome.Computed or ConstantHome.ConstantNumbers))
            {
                read.Add(constant.Tensor, values);
            }
        }

        return values;
    }

    private string Unique(string name)
    {
        if (names.Add(name))
        {
            return name;
        }

        int number = nextNumbers.GetValueOrDefault(name, 2);
        string unique;
        do
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}#{number++}");
        }
        while (!names.Add(unique));

        nextNumbers[name] = number;
        return unique;
    }
}
