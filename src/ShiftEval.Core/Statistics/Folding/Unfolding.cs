using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using AttributeType = ShiftEval.Onnx.Proto.AttributeProto.Types.AttributeType;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Statistics.Folding;

/// <summary>Given a folded model and selected convolutions: the same function with a BatchNormalization behind each of them.</summary>
/// <remarks>
/// Requires operator set 7 or later. Leaves its input alone. Ensures that the new layers bear the names of the convolutions, and
/// that at the statistics written each is the identity: scale sqrt(v+e), bias m, mean m, variance v, with e far below any live
/// channel's variance. So what measures and rewrites plain models does so here. Visits the main graph; subgraphs that read a
/// convolution's output read the BatchNorm's.
/// </remarks>
public static class Unfolding
{
    private const long FirstOpset = 7;
    private const string OverflowRemedy = "Export the model in float32";

    /// <summary>Inserts BatchNorms with mean 0 and variance 1, for measuring before any statistics are known.</summary>
    /// <param name="model">Left as it is.</param>
    /// <param name="selection">Made for this model.</param>
    /// <exception cref="InputException">The model's operator set is too old.</exception>
    public static OnnxModel Insert(OnnxModel model, FoldSelection selection)
    {
        ArgumentNullException.ThrowIfNull(selection);
        return Insert(model, selection, new ModelStatistics(selection.Taken.Select(candidate => KeyValuePair.Create(
            candidate.Name,
            new LayerStatistics(new double[candidate.Channels!.Value], [.. Enumerable.Repeat(1.0, candidate.Channels.Value)])))));
    }

    /// <summary>Inserts BatchNorms that are the identity at the source's statistics and renormalise to them from any others.</summary>
    /// <param name="model">Left as it is.</param>
    /// <param name="selection">Made for this model.</param>
    /// <param name="source">Moments of each selected convolution's output on source images, by its name.</param>
    /// <exception cref="InputException">The model's operator set is too old, or the statistics do not fit the model or its element type.</exception>
    public static OnnxModel Insert(OnnxModel model, FoldSelection selection, ModelStatistics source)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(source);
        ProblemList problems = new();
        FoldStatistics.Check(model, selection, source, "source", problems);
        if (model.OpsetVersion < FirstOpset)
        {
            problems.Add(
                model.Name,
                FormattableString.Invariant($"uses operator set {model.OpsetVersion}, but a BatchNormalization can be put in from {FirstOpset} on"),
                "Export the model with a newer operator set");
        }

        problems.ThrowIfAny();
        OnnxModel unfolded = model.Clone();
        GraphEditor editor = new(unfolded.Proto);

        // From the last on, so that the places of those before stay what they are.
        foreach ((FoldCandidate candidate, Convolution convolution) in FoldStatistics.Locate(unfolded, selection).Reverse())
        {
            NodeProto norm = BatchNorm(unfolded, editor, candidate, convolution, source[candidate.Name], problems);
            unfolded.Proto.Graph.Node.Insert(candidate.Index + 1, norm);
        }

        problems.ThrowIfAny();
        return unfolded;
    }

    private static NodeProto BatchNorm(
        OnnxModel model, GraphEditor editor, FoldCandidate candidate, Convolution convolution, LayerStatistics source, ProblemList problems)
    {
        DataType type = (DataType)convolution.Weight!.Tensor.DataType;
        float epsilon = Renormalisation.Epsilon(source);
        NodeProto norm = new() { OpType = BatchNormLayers.OperatorType, Name = $"{candidate.Name}.renormalisation" };
        norm.Attribute.Add(new AttributeProto { Name = "epsilon", Type = AttributeType.Float, F = epsilon });

        // The name stays with the value that everybody reads; only the convolution itself gives another.
        string output = convolution.Node.Output[0];
        convolution.Node.Output[0] = editor.FreshName($"{output}.folded");
        norm.Output.Add(output);

        TensorProto mean = Vector(FoldNames.Mean(candidate.Name), source.Mean);
        TensorProto variance = Vector($"{candidate.Name}.running_var", source.Variance);

        // From the variance as it was rounded, so that the two cancel.
        TensorProto scale = Vector($"{candidate.Name}.scale", Array.ConvertAll(TensorData.ReadDoubles(variance, null), v => Math.Sqrt(v + epsilon)));
        TensorProto bias = Vector($"{candidate.Name}.shift", source.Mean);
        norm.Input.Add(convolution.Node.Output[0]);
        norm.Input.Add(new[] { scale, bias, mean, variance }.Select(tensor => editor.AddInitializer(model.Proto.Graph, tensor)));
        return norm;

        TensorProto Vector(string name, double[] values)
        {
            TensorProto tensor = TensorData.Zeros(name, type, [values.Length]);
            if (TensorData.WriteDoubles(tensor, values, null, model.Name).Overflowed is > 0 and int overflowed)
            {
                problems.Add(
                    $"{model.Name}, node {candidate.Node}",
                    $"{overflowed} of {values.Length} values of {name} are too large for {((OnnxElementType)type).ToName()}",
                    OverflowRemedy);
            }

            return tensor;
        }
    }
}
