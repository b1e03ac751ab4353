using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

/// <summary>Metrics straight from their definitions, a loop over the samples for every class.</summary>
internal static class NaiveMetrics
{
    public static double Of(string metric, ScoredSamples cell) => metric switch
    {
        "accuracy" => Enumerable.Range(0, cell.Count).Average(i => cell.Truth[i] == cell.Predicted[i] ? 1.0 : 0.0),
        "balancedAccuracy" => Present(cell).Average(c => Rows(cell, truth: c).Average(i => cell.Predicted[i] == c ? 1.0 : 0.0)),
        "macroF1" => Present(cell).Average(c => F1(cell, c)),
        "nll" => Enumerable.Range(0, cell.Count).Average(i => -Math.Log(Math.Max(cell.Probabilities[(i * cell.Classes) + cell.Truth[i]], 1e-15))),
        "auroc" => OneAgainstRest(cell, c => RocArea(cell, c)),
        "auprc" => OneAgainstRest(cell, c => AveragePrecision(cell, c)),
        "brier" => Enumerable.Range(0, cell.Count).Average(i => Enumerable.Range(0, cell.Classes).Sum(c => Math.Pow(Score(cell, i, c) - (cell.Truth[i] == c ? 1 : 0), 2))),
        "ece" => CalibrationError(cell),
        "kappa" => Kappa(cell, (truth, predicted) => truth == predicted ? 0 : 1),
        "quadraticKappa" => Kappa(cell, (truth, predicted) => (truth - predicted) * (truth - predicted)),
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "No naive twin."),
    };

    /// <summary>The bin of each sample: ⌊15·(mass below + half the mass tied)/n⌋.</summary>
    public static int BinOf(ScoredSamples cell, int sample)
    {
        double own = Confidence(cell, sample);
        int below = Enumerable.Range(0, cell.Count).Count(i => Confidence(cell, i) < own);
        int tied = Enumerable.Range(0, cell.Count).Count(i => Confidence(cell, i) == own);
        return 15 * ((2 * below) + tied) / (2 * cell.Count);
    }

    private static double CalibrationError(ScoredSamples cell) => Enumerable.Range(0, cell.Count)
        .GroupBy(i => BinOf(cell, i))
        .Sum(bin => bin.Count() / (double)cell.Count * Math.Abs(bin.Average(i => cell.Truth[i] == cell.Predicted[i] ? 1.0 : 0.0) - bin.Average(i => Confidence(cell, i))));

    private static double Confidence(ScoredSamples cell, int i) => Score(cell, i, cell.Predicted[i]);

    private static double Score(ScoredSamples cell, int i, int c) => cell.Probabilities[(i * cell.Classes) + c];

    private static double OneAgainstRest(ScoredSamples cell, Func<int, double> ofClass) => cell.Classes == 2 ? ofClass(1) : Present(cell).Average(ofClass);

    /// <summary>The chance that a sample of the class scores higher than one of the rest, pair by pair.</summary>
    private static double RocArea(ScoredSamples cell, int c) => Rows(cell, c).Average(positive => Enumerable.Range(0, cell.Count)
        .Where(i => cell.Truth[i] != c)
        .Average(negative => (1 + Math.Sign(Score(cell, positive, c) - Score(cell, negative, c))) / 2.0));

    /// <summary>The mean over samples of the class of the precision among all that score at least as high.</summary>
    private static double AveragePrecision(ScoredSamples cell, int c) => Rows(cell, c).Average(positive => Enumerable.Range(0, cell.Count)
        .Where(i => Score(cell, i, c) >= Score(cell, positive, c))
        .Average(i => cell.Truth[i] == c ? 1.0 : 0.0));

    private static double Kappa(ScoredSamples cell, Func<int, int, int> weight)
    {
        double observed = Enumerable.Range(0, cell.Count).Average(i => weight(cell.Truth[i], cell.Predicted[i]));
        double expected = Enumerable.Range(0, cell.Count).Average(i => Enumerable.Range(0, cell.Count).Average(j => weight(cell.Truth[i], cell.Predicted[j])));
        return 1 - (observed / expected);
    }

    private static double F1(ScoredSamples cell, int c)
    {
        double hits = Rows(cell, truth: c).Count(i => cell.Predicted[i] == c);
        double predicted = Enumerable.Range(0, cell.Count).Count(i => cell.Predicted[i] == c);
        double precision = predicted > 0 ? hits / predicted : 0;
        double recall = hits / Rows(cell, truth: c).Count();
        return hits > 0 ? 2 * precision * recall / (precision + recall) : 0;
    }

    private static IEnumerable<int> Present(ScoredSamples cell) => Enumerable.Range(0, cell.Classes).Where(c => cell.Truth.Contains(c));

    private static IEnumerable<int> Rows(ScoredSamples cell, int truth) => Enumerable.Range(0, cell.Count).Where(i => cell.Truth[i] == truth);
}
