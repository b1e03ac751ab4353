using ShiftEval.Datasets;
using ShiftEval.Metrics;

namespace ShiftEval.Comparison;

/// <summary>What a model predicts for some samples.</summary>
/// <param name="Samples">The samples, labelled or not.</param>
/// <param name="Probabilities">Class probabilities, row-major, shape [n, classes].</param>
internal sealed record CellPredictions(IReadOnlyList<Sample> Samples, double[] Probabilities)
{
    /// <summary>Whether the probabilities are a model's own; otherwise 1 stands for the predicted class.</summary>
    public bool HasProbabilities { get; init; } = true;

    private int Columns => Samples.Count == 0 ? 0 : Probabilities.Length / Samples.Count;

    /// <summary>The labelled samples, in the same order.</summary>
    public IEnumerable<Sample> Labelled => Samples.Where(sample => sample.Label is not null);

    /// <summary>The labelled samples as metrics take them; groups of different domains are different groups.</summary>
    public ScoredSamples Score(ClassList classes)
    {
        bool oneDomain = Samples.All(sample => sample.Domain == Samples[0].Domain);
        return ScoredSamples.Labelled(
            [.. Samples.Select(sample => classes.IndexOf(sample.Label))],
            Probabilities,
            [.. Samples.Select(sample => oneDomain ? sample.Group : $"{sample.Domain}\0{sample.Group}")],
            classes.Names.Count,
            HasProbabilities);
    }

    /// <summary>The predictions for some of the samples, in the same order.</summary>
    public CellPredictions Where(Func<Sample, bool> isWanted)
    {
        int[] rows = [.. Enumerable.Range(0, Samples.Count).Where(i => isWanted(Samples[i]))];
        return new CellPredictions([.. rows.Select(row => Samples[row])], Metrics.Probabilities.Rows(Probabilities, rows, Columns))
        {
            HasProbabilities = HasProbabilities,
        };
    }

    /// <summary>Several predictions one after the other.</summary>
    public static CellPredictions Concat(IReadOnlyList<CellPredictions> parts) =>
        new([.. parts.SelectMany(part => part.Samples)], [.. parts.SelectMany(part => part.Probabilities)])
        {
            HasProbabilities = parts.All(part => part.HasProbabilities),
        };
}
