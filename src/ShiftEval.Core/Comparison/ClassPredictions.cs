using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Inference;
using ShiftEval.Metrics;
using ShiftEval.Onnx;

namespace ShiftEval.Comparison;

/// <summary>What a model predicts, as class probabilities.</summary>
internal static class ClassPredictions
{
    /// <summary>Scores as probabilities, row-major, shape [n, classes]; a single sigmoid unit gives two classes.</summary>
    public static double[] Of(ModelSetup model, SampleScores scores) => model.Signature.Scores switch
    {
        ScoreKind.Probabilities => Probabilities.FromProbabilities(scores.Values, scores.Columns),
        ScoreKind.Sigmoid => Probabilities.FromSigmoid(scores.Values, scores.Columns),
        _ => Probabilities.FromLogits(scores.Values, scores.Columns),
    };

    /// <summary>Probabilities of some samples under a rewritten model, in their order; unreadable ones are left out.</summary>
    public static (double[] Probabilities, IReadOnlyList<int> Samples) Of(ModelSetup model, OnnxModel rewritten, IReadOnlyList<int> order, int batchSize, Action<int>? progress, CancellationToken cancellation)
    {
        using Scorer scorer = model.CreateScorer(rewritten);
        SampleScores scores = scorer.Score(order, batchSize, progress, cancellation);
        return (Of(model, scores), scores.Indices);
    }

    /// <summary>Scores as the predictions of a cell.</summary>
    public static CellPredictions OfCell(ModelSetup model, DataSetup data, SampleScores scores) =>
        new([.. scores.Indices.Select(index => data.Splits.Samples[index])], Of(model, scores));

    /// <summary>Mean of each column, shape [classes].</summary>
    public static double[] Mean(double[] probabilities, int classes)
    {
        double[] mean = new double[classes];
        for (int i = 0; i < probabilities.Length; i++)
        {
            mean[i % classes] += probabilities[i] / (probabilities.Length / classes);
        }

        return mean;
    }

    /// <summary>Share of each class among the labelled samples, shape [classes]; null where none has a label.</summary>
    public static double[]? LabelShares(IEnumerable<Sample> samples, ClassList classes)
    {
        double[] shares = new double[classes.Names.Count];
        int labelled = 0;
        foreach (Sample sample in samples.Where(sample => sample.Label is not null))
        {
            shares[classes.IndexOf(sample.Label)]++;
            labelled++;
        }

        return labelled > 0 ? Array.ConvertAll(shares, count => count / labelled) : null;
    }
}
