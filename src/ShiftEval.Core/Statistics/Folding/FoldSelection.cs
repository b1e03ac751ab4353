using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics.Folding;

/// <summary>Which convolutions of a model are renormalised in place of the BatchNorm that was folded into them.</summary>
public sealed class FoldSelection
{
    /// <summary>The single pattern that takes no convolution at all.</summary>
    public const string None = "none";

    private FoldSelection(IReadOnlyList<FoldCandidate> candidates)
    {
        Candidates = candidates;
        Taken = [.. candidates.Where(candidate => candidate.IsTaken)];
    }

    /// <summary>Every Conv, ConvTranspose and Gemm of the main graph in node order, with the reason it is taken or left.</summary>
    public IReadOnlyList<FoldCandidate> Candidates { get; }

    /// <summary>Those that are taken; may be none.</summary>
    public IReadOnlyList<FoldCandidate> Taken { get; }

    /// <summary>The conservative guess of <see cref="FoldCandidates"/>.</summary>
    public static FoldSelection Default(OnnxModel model) => new(FoldCandidates.Find(model));

    /// <summary>The convolutions whose names fit a pattern.</summary>
    /// <param name="model">The model.</param>
    /// <param name="patterns">Names, where <c>*</c> stands for any text and <c>?</c> for any one character, compared by case; or <see cref="None"/> alone.</param>
    /// <exception cref="InputException">A pattern fits nothing that can be rewritten; all such patterns are named.</exception>
    public static FoldSelection ByPatterns(OnnxModel model, IReadOnlyList<string> patterns)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(patterns);
        IReadOnlyList<FoldCandidate> candidates = FoldCandidates.Find(model);
        if (patterns is [None])
        {
            return new FoldSelection([.. candidates.Select(candidate => Leave(candidate, "no convolution was asked for"))]);
        }

        ProblemList problems = new();
        foreach (string pattern in patterns)
        {
            CheckFits(model, pattern, candidates, problems);
        }

        problems.ThrowIfAny();
        return new FoldSelection([.. candidates.Select(candidate => candidate switch
        {
            { IsFoldable: false } => Leave(candidate, candidate.Reason),
            _ when patterns.FirstOrDefault(pattern => Fits(pattern, candidate)) is { } pattern => Take(candidate, $"fits the pattern {pattern}"),
            _ => Leave(candidate, "fits no pattern"),
        })]);
    }

    /// <summary>The convolutions that have a BatchNorm behind them in the unfolded export of the same model.</summary>
    /// <param name="model">The model with BatchNorm folded in.</param>
    /// <param name="twin">The same model exported without folding.</param>
    /// <exception cref="InputException">The twin has no BatchNorm behind a convolution, or is not the unfolded export of the model.</exception>
    public static FoldSelection ByTwin(OnnxModel model, OnnxModel twin)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(twin);
        ValueUses twinUses = ValueUses.OfModel(twin.Proto)[0];
        Surroundings inTwin = new(twin, twinUses);
        ValueUses uses = ValueUses.OfModel(model.Proto)[0];
        Surroundings inModel = new(model, uses);
        IReadOnlyList<Convolution> twins = Convolution.FindAll(twin, twinUses);
        if (!twins.Any(each => inTwin.BatchNormBehind(each.Node) is not null))
        {
            throw new InputException(
                twin.Name, "has no BatchNormalization behind a convolution, so it does not tell which were folded", "Name the export without folding");
        }

        IReadOnlyList<Convolution> convolutions = Convolution.FindAll(model, uses);
        IReadOnlyDictionary<int, Convolution> counterparts = TwinMatcher.Match(model, convolutions, twin, twins);
        FoldSelection selection = new([.. FoldCandidates.Find(model).Zip(convolutions, Choose)]);
        return selection.Taken.Count > 0
            ? selection
            : throw new InputException(twin.Name, $"has no BatchNormalization that {model.Name} has lost, so nothing was folded by it", "Name the export without folding of this very model, or leave --twin out");

        FoldCandidate Choose(FoldCandidate candidate, Convolution convolution)
        {
            NodeProto? norm = counterparts.TryGetValue(candidate.Index, out Convolution? counterpart) ? inTwin.BatchNormBehind(counterpart.Node) : null;
            return norm switch
            {
                _ when !candidate.IsFoldable => Leave(candidate, candidate.Reason),
                null => Leave(candidate, $"has no BatchNormalization behind it in {twin.Name}"),
                _ when inModel.BatchNormBehind(convolution.Node) is not null => Leave(candidate, "still has its BatchNormalization behind it"),
                _ => Take(candidate, $"has a BatchNormalization behind it in {twin.Name}"),
            };
        }
    }

    private static FoldCandidate Take(FoldCandidate candidate, string reason) => candidate with { IsTaken = true, Reason = reason };

    private static FoldCandidate Leave(FoldCandidate candidate, string reason) => candidate with { IsTaken = false, Reason = reason };

    // A wildcard means convolutions: a classifier's last layer is not swept along.
    private static bool Fits(string pattern, FoldCandidate candidate) => candidate.Operator == Convolution.GemmOperator
        ? pattern == candidate.Name
        : NamePattern.Fits(pattern, candidate.Name);

    private static void CheckFits(OnnxModel model, string pattern, IReadOnlyList<FoldCandidate> candidates, ProblemList problems)
    {
        if (pattern == None)
        {
            problems.Add(model.Name, $"the pattern '{None}' means that no convolution is taken, and others are named beside it", $"Give {None} alone, or leave it out");
            return;
        }

        FoldCandidate[] fitting = [.. candidates.Where(candidate => Fits(pattern, candidate))];
        if (fitting.Any(candidate => candidate.IsFoldable))
        {
            return;
        }

        if (fitting is [FoldCandidate first, ..])
        {
            problems.Add($"{model.Name}, node {first.Node}", $"it {first.Reason}, so the pattern '{pattern}' cannot take it", "Leave it out, or export the model with plain weights");
            return;
        }

        string[] known = [.. candidates.Where(candidate => candidate.IsFoldable).Select(candidate => candidate.Name)];
        problems.Add(
            model.Name,
            known.Length == 0
                ? $"the pattern '{pattern}' fits nothing: there is no Conv, ConvTranspose or Gemm with a constant weight"
                : $"the pattern '{pattern}' fits no convolution (nearest first: {NearestNames.Describe(pattern, known)})",
            $"Correct the pattern, or write {None} to take no convolution");
    }
}
