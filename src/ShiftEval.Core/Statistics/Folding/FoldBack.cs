using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using AttributeType = ShiftEval.Onnx.Proto.AttributeProto.Types.AttributeType;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Statistics.Folding;

/// <summary>Given a folded model and moments of source and target: the model whose convolutions renormalise the target's outputs to the source's.</summary>
/// <remarks>
/// Each channel y of a selected convolution becomes (y−m_t)·sqrt(v_s/v_t)+m_s, written into weight and bias. Leaves its input alone.
/// Ensures that the nodes are the same, apart from inputs that name un-shared or added initializers and a Gemm's beta of 0 that has
/// to become 1 for its bias to count; channels whose target is their source keep their very bits. Visits the main graph.
/// </remarks>
public static class FoldBack
{
    /// <summary>Writes the renormalisation into a copy of the model.</summary>
    /// <param name="model">The folded model; left as it is.</param>
    /// <param name="selection">Made for this model.</param>
    /// <param name="source">Moments of each selected convolution's output on source images, by its name; other layers are passed over.</param>
    /// <param name="target">The same on target images.</param>
    /// <returns>The new model and what changed; no changes where the target's statistics are the source's.</returns>
    /// <exception cref="InputException">Statistics are missing, of other channels, not finite or negative, or new values are too large for the file's element type.</exception>
    public static (OnnxModel Model, IReadOnlyList<StatisticsChange> Changes) Write(
        OnnxModel model, FoldSelection selection, ModelStatistics source, ModelStatistics target)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        ProblemList problems = new();
        FoldStatistics.Check(model, selection, source, "source", problems);
        FoldStatistics.Check(model, selection, target, "target", problems);
        problems.ThrowIfAny();

        OnnxModel written = model.Clone();
        ConstantWriter writer = new(written, "Export the model in float32");
        (FoldCandidate Candidate, Convolution Convolution, Renormalisation Map)[] all =
        [
            .. FoldStatistics.Locate(written, selection)
                .Select(found => (found.Candidate, found.Convolution, new Renormalisation(source[found.Candidate.Name], target[found.Candidate.Name]))),
        ];
        writer.Write(all.SelectMany(each => Slots(written, each.Candidate, each.Convolution, each.Map)));
        foreach ((FoldCandidate candidate, Convolution convolution, Renormalisation map) in all.Where(each => each.Map.Shifts))
        {
            AddMissingBias(candidate, convolution, map, writer);
            LetBiasCount(convolution, writer.Changes);
        }

        writer.ThrowIfOverflowed();
        return (written, writer.Changes);
    }

    private static IEnumerable<ConstantSlot> Slots(OnnxModel model, FoldCandidate candidate, Convolution convolution, Renormalisation map)
    {
        if (map.Scales)
        {
            yield return Slot(candidate, convolution, ConvolutionSlot.Weight, "weight", convolution.Weight!, () => Weight(model, convolution, map));
        }

        if (convolution.Bias is { } bias && (map.Shifts || (map.Scales && convolution.Beta != 0)))
        {
            IReadOnlyList<long> dims = bias.Tensor.Dims;
            int channels = map.Scale.Length;
            bool isSpread = dims.Count > 0 && dims[^1] == channels;
            yield return Slot(candidate, convolution, ConvolutionSlot.Bias, "bias", bias, () => Bias(model, convolution, map, isSpread)) with
            {
                Shape = isSpread ? null : dims.Count == 2 && dims[0] > 1 ? [dims[0], channels] : [channels],
            };
        }
    }

    private static ConstantSlot Slot(FoldCandidate candidate, Convolution convolution, int position, string what, ResolvedConstant constant, Func<double[]> values) =>
        new(new ParameterSite(convolution.Node, position, constant.Frame), candidate.Node, candidate.Name, what, constant, values);

    private static double[] Weight(OnnxModel model, Convolution convolution, Renormalisation map)
    {
        double[] values = TensorData.ReadDoubles(convolution.Weight!.Tensor, model.Folder, model.Name);
        int[] channelOf = convolution.ChannelOfEach();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= map.Scale[channelOf[i]];
        }

        return values;
    }

    /// <summary>The new bias; where the old one broadcasts over the channels, one of its rows' values for each.</summary>
    private static double[] Bias(OnnxModel model, Convolution convolution, Renormalisation map, bool isSpread)
    {
        int channels = map.Scale.Length;
        double[] old = TensorData.ReadDoubles(convolution.Bias!.Tensor, model.Folder, model.Name);
        double[] values = isSpread ? old : [.. old.SelectMany(value => Enumerable.Repeat(value, channels))];
        for (int i = 0; i < values.Length; i++)
        {
            int c = i % channels;
            if (convolution.Beta == 0)
            {
                // The old bias did not count.
                values[i] = map.Offset[c];
            }
            else if (!map.Keeps(c))
            {
                values[i] = (values[i] * map.Scale[c]) + (map.Offset[c] / convolution.Beta);
            }
        }

        return values;
    }

    private static void AddMissingBias(FoldCandidate candidate, Convolution convolution, Renormalisation map, ConstantWriter writer)
    {
        if (!convolution.HasBias)
        {
            double beta = convolution.Beta == 0 ? 1 : convolution.Beta;
            DataType type = (DataType)convolution.Weight!.Tensor.DataType;
            writer.AddInput(convolution.Node, candidate.Node, ConvolutionSlot.Bias, $"{candidate.Name}.bias", type, Array.ConvertAll(map.Offset, offset => offset / beta));
        }
    }

    private static void LetBiasCount(Convolution convolution, List<StatisticsChange> changes)
    {
        if (convolution.Beta == 0)
        {
            AttributeProto beta = convolution.Node.Attribute.First(attribute => attribute.Name == "beta");
            beta.Type = AttributeType.Float;
            beta.F = 1;
            changes.Add(new StatisticsChange("node-attribute", convolution.Name, "beta is 1 instead of 0, so that the bias counts"));
        }
    }
}
