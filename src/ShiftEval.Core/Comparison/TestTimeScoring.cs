using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation.TestTime;
using ShiftEval.Inference;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison;

/// <summary>Scores samples of one model with statistics that depend on the samples scored.</summary>
internal sealed class TestTimeScoring(ModelSetup model, DataSetup data, int batchSize, IProgress<ProgressStep>? progress)
{
    private TestTimeScorer? scorer;

    /// <summary>Seeds besides the run's own, over which the spread of a result is told.</summary>
    public const int Redraws = 4;

    /// <summary>Whether other seeds give other batches.</summary>
    public static bool DependsOnSeed(StatisticsSpec spec) => spec.MakesSamplesDependent && spec.Order == SampleOrdering.Shuffled;

    /// <summary>Scores, in the order of <paramref name="positions"/>.</summary>
    /// <param name="spec">A spec whose statistics are no constants.</param>
    /// <param name="positions">Samples of one domain, in file order.</param>
    /// <param name="seed">Seed of the order in which they are cut into batches or arrive.</param>
    /// <param name="stage">What progress calls this.</param>
    /// <param name="cancellation">Ends the work.</param>
    public SampleScores Score(StatisticsSpec spec, IReadOnlyList<int> positions, long seed, string stage, CancellationToken cancellation)
    {
        scorer ??= new TestTimeScorer(model.Context, model.Signature.Output!, cancellation);
        IReadOnlyList<int> order = DependsOnSeed(spec)
            ? data.Positions(SampleOrder.Shuffled(positions.Select(position => data.Splits.Samples[position]), seed))
            : positions;
        SampleScores scores = scorer.Score(spec, order, batchSize, done => progress?.Report(new ProgressStep(stage, done, order.Count)), cancellation);
        return InOrder(scores, positions);
    }

    private static SampleScores InOrder(SampleScores scores, IReadOnlyList<int> positions)
    {
        Dictionary<int, int> rows = scores.Indices.Index().ToDictionary(row => row.Item, row => row.Index);
        int[] scored = [.. positions.Where(rows.ContainsKey)];
        return new SampleScores(
            scored,
            [.. scored.SelectMany(position => scores.Values.AsSpan(rows[position] * scores.Columns, scores.Columns).ToArray())],
            scores.Columns);
    }
}
