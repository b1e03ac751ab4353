using ShiftEval.Diagnostics;
using ShiftEval.Onnx;

namespace ShiftEval.Statistics.Folding;

/// <summary>Looks a selection up in a model and checks statistics against it.</summary>
internal static class FoldStatistics
{
    /// <summary>The selected convolutions with their nodes in <paramref name="model"/>.</summary>
    /// <exception cref="ArgumentException">The selection was made for another model.</exception>
    public static IReadOnlyList<(FoldCandidate Candidate, Convolution Convolution)> Locate(OnnxModel model, FoldSelection selection)
    {
        Dictionary<int, Convolution> byIndex = Convolution.FindAll(model, ValueUses.OfModel(model.Proto)[0]).ToDictionary(each => each.Index);
        return [.. selection.Taken.Select(candidate =>
            byIndex.TryGetValue(candidate.Index, out Convolution? found)
                && (found.Name, found.Operator, found.Channels, found.Obstacle) == (candidate.Node, candidate.Operator, candidate.Channels, null)
                ? (candidate, found)
                : throw new ArgumentException($"{candidate.Name} is not a convolution of {model.Name}", nameof(selection)))];
    }

    /// <summary>Gathers what is wrong with the statistics of the selected convolutions.</summary>
    /// <param name="model">The model, for messages.</param>
    /// <param name="selection">The convolutions.</param>
    /// <param name="statistics">Their statistics, by name.</param>
    /// <param name="side"><c>source</c> or <c>target</c>.</param>
    /// <param name="problems">Receives the problems.</param>
    public static void Check(OnnxModel model, FoldSelection selection, ModelStatistics statistics, string side, ProblemList problems)
    {
        StatisticsFit fit = new($"the {side} statistics", $"the {side}", "the node");
        foreach (FoldCandidate candidate in selection.Taken)
        {
            fit.Check($"{model.Name}, node {candidate.Node}", candidate.Name, candidate.Channels, statistics, problems);
        }
    }
}
