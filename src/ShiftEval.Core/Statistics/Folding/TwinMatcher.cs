using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Statistics.Folding;

/// <summary>Pairs the convolutions of a folded model with those of its unfolded export, and makes sure that they belong together.</summary>
internal static class TwinMatcher
{
    // Folding multiplies a channel's weights by one number and rounds; 16-bit floats round more.
    private const double Tolerance = 1e-3;
    private const double BFloat16Tolerance = 1e-2;
    private const double TinyNorm = 1e-6;
    private const string Remedy = "Name the file that the same weights were exported to without folding";

    /// <summary>By place of the node in the folded model: its counterpart. Only nodes with constant float weights are paired.</summary>
    /// <exception cref="InputException">A node has no counterpart, or its weights are not multiples of the counterpart's; all are named.</exception>
    public static IReadOnlyDictionary<int, Convolution> Match(
        OnnxModel model, IReadOnlyList<Convolution> convolutions, OnnxModel twin, IReadOnlyList<Convolution> twins)
    {
        Convolution[] known = [.. convolutions.Where(IsComparable)];
        Convolution[] others = [.. twins.Where(IsComparable)];
        Func<Convolution, string> key = AgreeByName(known, others) ? each => each.Node.Name : KindOf;
        Dictionary<string, Queue<Convolution>> waiting = others.GroupBy(key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new Queue<Convolution>(group), StringComparer.Ordinal);
        Dictionary<int, Convolution> pairs = [];
        ProblemList problems = new();
        foreach (Convolution convolution in known)
        {
            string where = $"{twin.Name}, node {convolution.Name}";
            if (!waiting.TryGetValue(key(convolution), out Queue<Convolution>? queue) || !queue.TryDequeue(out Convolution? other) || KindOf(convolution) != KindOf(other))
            {
                problems.Add(where, $"it is not the unfolded export of {model.Name}: it has no {Describe(convolution)} in that place", Remedy);
            }
            else if (FirstOther(model, convolution, twin, other) is { } channel)
            {
                problems.Add(where, $"it is not the unfolded export of {model.Name}: the weights of channel {channel} are not multiples of each other", Remedy);
            }
            else
            {
                pairs.Add(convolution.Index, other);
            }
        }

        problems.ThrowIfAny();
        return pairs;
    }

    private static bool IsComparable(Convolution convolution) =>
        convolution is { Channels: > 0, Weight: { } weight } && FloatFormat.Size((DataType)weight.Tensor.DataType) is not null;

    private static bool AgreeByName(Convolution[] known, Convolution[] others)
    {
        HashSet<string> names = [.. known.Select(each => each.Node.Name)];
        HashSet<string> otherNames = [.. others.Select(each => each.Node.Name)];
        return names.Count == known.Length && otherNames.Count == others.Length && !names.Contains("") && names.SetEquals(otherNames);
    }

    private static string KindOf(Convolution convolution) => $"{convolution.Operator} {Describe(convolution.WeightShape)}";

    private static string Describe(Convolution convolution) => $"{convolution.Operator} with a weight of shape {Describe(convolution.WeightShape)}";

    private static string Describe(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>The first channel whose weights in the two models are not multiples of each other.</summary>
    private static int? FirstOther(OnnxModel model, Convolution convolution, OnnxModel twin, Convolution other)
    {
        double[] folded = TensorData.ReadDoubles(convolution.Weight!.Tensor, model.Folder, model.Name);
        double[] plain = TensorData.ReadDoubles(other.Weight!.Tensor, twin.Folder, twin.Name);
        int[] channels = convolution.ChannelOfEach();
        int[] otherChannels = other.ChannelOfEach();
        int count = convolution.Channels!.Value;
        if (!channels.AsSpan().SequenceEqual(otherChannels))
        {
            return 0;
        }

        double[] foldedNorm = new double[count];
        double[] plainNorm = new double[count];
        double[] product = new double[count];
        for (int i = 0; i < folded.Length; i++)
        {
            int c = channels[i];
            foldedNorm[c] += folded[i] * folded[i];
            plainNorm[c] += plain[i] * plain[i];
            product[c] += folded[i] * plain[i];
        }

        double[] misfit = new double[count];
        for (int i = 0; i < folded.Length; i++)
        {
            int c = channels[i];
            double gap = folded[i] - (plainNorm[c] > 0 ? product[c] / plainNorm[c] * plain[i] : 0);
            misfit[c] += gap * gap;
        }

        double tolerance = IsBFloat16(convolution) || IsBFloat16(other) ? BFloat16Tolerance : Tolerance;
        double ignored = foldedNorm.Max() * TinyNorm * TinyNorm;
        int first = Enumerable.Range(0, count).FirstOrDefault(c => foldedNorm[c] > ignored && !(misfit[c] <= tolerance * tolerance * foldedNorm[c]), -1);
        return first < 0 ? null : first;
    }

    private static bool IsBFloat16(Convolution convolution) => (DataType)convolution.Weight!.Tensor.DataType == DataType.Bfloat16;
}
