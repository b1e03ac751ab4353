using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Rewrites;
using ShiftEval.Onnx.Walking;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Bundling;
using ShiftEval.Statistics.Folding;

namespace ShiftEval.Inspection;

/// <summary>What to know about a file as a whole before trusting it: what it is, what is refused and why, and what recalibration will do.</summary>
internal sealed class FileFindings
{
    private readonly OnnxModel model;
    private readonly IReadOnlyList<BatchNormLayer> layers;
    private readonly int folded;
    private readonly int doubtful;
    private readonly int convolutions;

    private FileFindings(OnnxModel model, IReadOnlyList<BatchNormLayer> layers, IReadOnlyList<FoldCandidate> candidates)
    {
        this.model = model;
        this.layers = layers;
        folded = candidates.Count(candidate => candidate.IsTaken);
        doubtful = candidates.Count(candidate => candidate.IsDoubtful);
        convolutions = candidates.Count;
    }

    /// <summary>The findings, the conclusion last.</summary>
    public static IEnumerable<Finding> Of(OnnxModel model, IReadOnlyList<BatchNormLayer> layers, IReadOnlyList<FoldCandidate> candidates)
    {
        FileFindings findings = new(model, layers, candidates);
        if (BundleMetadata.Read(model) is { } names)
        {
            return [Bundle(names)];
        }

        IReadOnlyList<TrainingNode> training = InferenceMode.Find(model);
        int quantised = Quantisation.Nodes(model).Count;
        return
        [
            .. findings.Inputs(),
            .. findings.Types(),
            .. findings.OldOperators(),
            .. training.Select(Training),
            .. findings.Placement(),
            .. findings.Sharing(),
            .. findings.Conclusion(training.Count, quantised),
        ];
    }

    private static Finding Bundle(IReadOnlyList<string> names) => new(
        "bundle",
        Invariant($"one file for several domains: the input {BundleMetadata.InputName} (int64, one number a sample) chooses the statistics, {string.Join(", ", names.Select((name, i) => Invariant($"{i} = {name}")))}; any other number fails. It can be run, not recalibrated or evaluated: use the model that it was made from"));

    private static Finding Training(TrainingNode node) => new(
        "training-mode",
        node.Refusal is { } refusal ? $"{node.What}; {refusal.What}" : $"{node.What}; shifteval fix writes the inference-mode file");

    private IEnumerable<Finding> Inputs()
    {
        if (model.Inputs.Count > 1)
        {
            yield return new Finding("several-inputs", Invariant($"{model.Inputs.Count} inputs are fed: name the images' with --input; what depends on the others cannot be run"));
        }

        foreach (OnnxValueInfo input in model.Inputs.Where(input => input.Shape is [{ Value: not null }, ..] && input.Shape.Count > 1))
        {
            yield return new Finding("fixed-batch", Invariant($"input {input.Name} fixes its batch at {input.Shape![0].Value}: population statistics do not mind, mini-batches need it freed"));
        }
    }

    private IEnumerable<Finding> Types()
    {
        string[] others = [.. TensorWalker.AllTensors(model.Proto)
            .Where(tensor => Float32Copy.IsOtherFloat(tensor.DataType))
            .Select(tensor => ((OnnxElementType)tensor.DataType).ToName())
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        if (others.Length > 0)
        {
            string scoring = others.Contains("float16", StringComparer.Ordinal) && others.Length == 1 ? "" : "; the runtime may lack kernels to score it";
            yield return new Finding("measured-in-float32", $"holds {string.Join(" and ", others)} tensors: statistics are measured through a float32 copy and written in the types that the file has{scoring}");
        }
    }

    private IEnumerable<Finding> OldOperators()
    {
        if (model.OpsetVersion is 0 or >= OpsetUpgrade.Target)
        {
            yield break;
        }

        ProblemList problems = new();
        bool upgrades = problems.Check(() => OpsetUpgrade.Apply(model));
        yield return upgrades
            ? new Finding("old-opset", Invariant($"operator set {model.OpsetVersion} is older than the runtime's: the file is run through a copy brought to {OpsetUpgrade.Target}, which shifteval fix writes"))
            : new Finding("old-opset", Invariant($"operator set {model.OpsetVersion} is older than the runtime's and cannot be brought to {OpsetUpgrade.Target}: {problems.Problems[0]}"));
    }

    private IEnumerable<Finding> Placement()
    {
        HashSet<NodeProto> met = new(layers.Select(layer => layer.Proto), ReferenceEqualityComparer.Instance);
        int unmet = GraphScope.All(model.Proto).SelectMany(scope => scope.Nodes).Count(node => BatchNormLayers.IsBatchNorm(node) && !met.Contains(node));
        if (unmet > 0)
        {
            yield return new Finding("unreachable-batchnorm", Invariant($"{unmet} BatchNormalization nodes stand in branches that are never taken or functions that nobody calls: no run meets them"));
        }

        int elsewhere = GraphScope.All(model.Proto).Where(scope => scope.Parent is not null || scope.Function is not null)
            .SelectMany(scope => scope.Nodes).Count(node => node is { OpType: "Conv" or "ConvTranspose", Input.Count: > 2 });
        if (folded > 0 && elsewhere > 0)
        {
            yield return new Finding("convolutions-elsewhere", Invariant($"{elsewhere} convolutions with a bias stand in functions or branches, where folding is not undone: only those of the main graph are renormalised"));
        }

        string[] twice = [.. model.Proto.Graph.Node.Where(node => node.Name.Length > 0).GroupBy(node => node.Name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key)];
        if (twice.Length > 0)
        {
            yield return new Finding("duplicate-node-names", Invariant($"{twice.Length} names are those of several nodes ({twice[0]}), which the runtime refuses: the file can be recalibrated, not scored"));
        }

        int empty = GraphScope.All(model.Proto).SelectMany(scope => scope.Nodes).Count(node => node.Output.Count > 1 && node.Output[^1].Length == 0);
        if (empty > 0)
        {
            yield return new Finding("empty-outputs", Invariant($"{empty} nodes end in empty places for outputs, which some runtimes refuse or fail on: shifteval fix takes them away"));
        }

        int onData = layers.Count(layer => Frames(layer).Any(frame => frame.Kind == FrameKind.Branch));
        if (onData > 0)
        {
            yield return new Finding("conditional-batchnorm", Invariant($"{onData} BatchNorm layers stand in a branch that runs or not as the data decide: they are measured on the batches that reach them"));
        }
    }

    private IEnumerable<Finding> Sharing()
    {
        foreach (BatchNormLayer[] calls in layers.GroupBy(layer => new ByReference<NodeProto>(layer.Proto)).Select(group => group.ToArray()).Where(group => group.Length > 1))
        {
            yield return new Finding("function-called-often", Invariant($"{calls[0].Scope} is called {calls.Length} times: each call is a layer of its own ({string.Join(", ", calls.Select(layer => layer.Name))}), and gets a copy of the function where they come to differ"));
        }
    }

    private IEnumerable<Finding> Conclusion(int training, int quantised)
    {
        if (folded > 0 && training == 0 && quantised == 0)
        {
            yield return new Finding("folding-candidates", Invariant($"{folded} of {convolutions} convolutions seem to have had a BatchNorm that was folded in at export: recalibration renormalises them to moments measured on source images, and needs some; --layers or --twin make it certain"));
        }

        if (doubtful > 0)
        {
            yield return new Finding("convolutions-left", Invariant($"{doubtful} of {convolutions} convolutions have a bias and no BatchNorm behind them, and are left alone because others kept theirs; if one was folded into them at export, name them with --layers or give the unfolded file with --twin"));
        }

        int refused = layers.Count(layer => layer.Refusal is not null);
        if (quantised > 0)
        {
            yield return new Finding("quantised", Invariant($"{quantised} nodes are quantised, and their scales were calibrated under the statistics of the file: recalibration is refused; recalibrate the float model and quantise again"));
        }
        else if (layers.Count == 0 && folded == 0)
        {
            yield return new Finding("no-batchnorm", "the model has no BatchNormalization node and no convolution looks folded: it can be evaluated; to recalibrate it, name the convolutions that had a BatchNorm with --layers");
        }
        else if (refused > 0)
        {
            yield return new Finding("not-recalibratable", Invariant($"{refused} of {layers.Count} BatchNorm layers cannot be rewritten: recalibration is refused"));
        }
        else if (training > 0)
        {
            yield return new Finding("not-recalibratable", Invariant($"{training} nodes are in training mode: recalibration is refused"));
        }
        else if (layers.Count == 0)
        {
            yield return new Finding("recalibratable-with-source", Invariant($"no BatchNormalization node is left; {folded} convolutions can be renormalised with source images"));
        }
        else
        {
            yield return new Finding("recalibratable", Invariant($"all {layers.Count} BatchNorm layers can be measured and rewritten"));
        }
    }

    private static IEnumerable<CallFrame> Frames(BatchNormLayer layer)
    {
        for (CallFrame? frame = layer.Placed.Frame; frame is not null; frame = frame.Parent)
        {
            yield return frame;
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
