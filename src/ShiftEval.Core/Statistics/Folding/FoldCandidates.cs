using System.Globalization;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics.Folding;

/// <summary>Finds the convolutions of a model that a BatchNorm was probably folded into.</summary>
/// <remarks>
/// Visits the main graph. A file does not tell what was folded, so this is a conservative guess: it leaves what gates another
/// branch, works on pooled values or gives the scores, where renormalising does harm. A convolution with a bias that never had a
/// BatchNorm cannot be told from one that had.
/// </remarks>
public static class FoldCandidates
{
    /// <summary>Every Conv, ConvTranspose and Gemm in the order of its node, with the reason it is taken or left.</summary>
    /// <param name="model">A model, as a rule one exported with BatchNorm folded in.</param>
    /// <exception cref="Diagnostics.InputException">A tensor of the model contradicts itself.</exception>
    public static IReadOnlyList<FoldCandidate> Find(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ValueUses uses = ValueUses.OfModel(model.Proto)[0];
        IReadOnlyList<Convolution> convolutions = Convolution.FindAll(model, uses);
        Surroundings surroundings = new(model, uses);
        HashSet<string> unfolded = [.. convolutions.Where(each => surroundings.IsReadByBatchNormAlone(each.Node)).Select(each => each.Operator)];
        Names names = new(model);
        List<FoldCandidate> candidates = [];
        string?[] reasons = [.. convolutions.Select(convolution => Leave(convolution, surroundings, unfolded))];

        // A file whose BatchNorms stand behind activations or poolings kept them all: few of its convolutions meet none. A file that
        // lost those behind convolutions (DenseNet) has about as many of the one as of the other.
        int norms = surroundings.BatchNorms;
        int naked = convolutions.Zip(reasons).Count(each => each.Second is null && surroundings.IsNaked(each.First.Node));
        bool keepsMost = NormsPerNaked * naked < norms;
        foreach ((Convolution convolution, string? left) in convolutions.Zip(reasons))
        {
            string? reason = left ?? (keepsMost ? KeptByMost : null);
            candidates.Add(new FoldCandidate(
                names.Unique(convolution.Name),
                convolution.Name,
                convolution.Operator,
                convolution.Channels,
                reason is null,
                reason ?? "has a bias and no BatchNormalization behind it, as folding leaves them")
            {
                Index = convolution.Index,
                IsFoldable = convolution.Obstacle is null,
                IsDoubtful = reason == KeptElsewhere(convolution) || reason == KeptByMost,
            });
        }

        return candidates;
    }

    private const int NormsPerNaked = 3;
    private const string KeptByMost = "stands in a file that kept its BatchNormalizations, none of them behind a convolution";

    private static string KeptElsewhere(Convolution convolution) =>
        $"is a {convolution.Operator}, and others in the file still have their BatchNormalization behind them";

    private static string? Leave(Convolution convolution, Surroundings surroundings, HashSet<string> unfolded)
    {
        NodeProto node = convolution.Node;
        if (convolution.Obstacle is { } obstacle)
        {
            return obstacle;
        }

        if (surroundings.NormalisationBehind(node) is { } normalisation)
        {
            return normalisation;
        }

        if (!convolution.HasBias)
        {
            return "has no bias, which folding leaves";
        }

        if (convolution.Operator == Convolution.GemmOperator)
        {
            return "is fully connected: name it with --layers if a BatchNorm stood behind it";
        }

        if (surroundings.IsBehindGlobalPooling(node, convolution.WeightShape.Count))
        {
            return "works on maps of one value, behind global pooling";
        }

        if (surroundings.IsGate(node))
        {
            return "gives the gate that another branch is multiplied by";
        }

        if (surroundings.IsHead(node))
        {
            return "leads to an output with no non-linearity and no normalisation in between";
        }

        return unfolded.Contains(convolution.Operator) ? KeptElsewhere(convolution) : null;
    }

    /// <summary>Names that stay what they are when a BatchNorm of that name is put behind the convolution.</summary>
    private sealed class Names(OnnxModel model)
    {
        private readonly HashSet<string> layers = [.. BatchNormLayers.Find(model).Select(layer => layer.Name)];
        private readonly GraphEditor editor = new(model.Proto);
        private readonly Dictionary<string, int> nextNumbers = new(StringComparer.Ordinal);

        public string Unique(string name)
        {
            string unique = name;
            int number = nextNumbers.GetValueOrDefault(name, 2);
            while (editor.Has(FoldNames.Mean(unique)) || !layers.Add(unique))
            {
                unique = string.Create(CultureInfo.InvariantCulture, $"{name}#{number++}");
            }

            nextNumbers[name] = number;
            return unique;
        }
    }
}
