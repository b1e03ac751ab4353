using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;

namespace ShiftEval.Comparison.Measuring;

/// <summary>A threshold on the positive class's score, fixed for each variant on the source domains together, and what it gives in every domain.</summary>
/// <param name="point">What the threshold holds on the source domains.</param>
/// <param name="positive">Index of the positive class.</param>
/// <param name="roles">The domains, and what they are to the models.</param>
/// <param name="confidence">Coverage of the intervals.</param>
internal sealed class OperatingPoints(OperatingPoint point, int positive, DomainRoles roles, double confidence)
{
    /// <summary>Reads the option and looks whether it can be met.</summary>
    /// <exception cref="InputException">It cannot be used; every problem found is named.</exception>
    public static OperatingPoints Prepare(string text, int? positive, DomainRoles roles, double confidence)
    {
        ProblemList problems = new();
        OperatingPoint? point = problems.Try(() => OperatingPoint.Parse(text));
        if (positive is null)
        {
            problems.Add($"{OperatingPoint.Option} {text}", "does not tell the positive class, and there are more than two", "Name it with --positive");
        }

        if (!roles.Domains.Any(domain => roles.RoleOf(domain) == DomainRole.Source))
        {
            problems.Add($"{OperatingPoint.Option} {text}", "needs a domain that was trained on to fix the threshold at, and none is scored", "Score one too, or name those trained on with --source");
        }

        problems.ThrowIfAny();
        return new OperatingPoints(point!, positive!.Value, roles, confidence);
    }

    /// <summary>The cells with what the threshold gives there; a variant without the needed class on the source domains gets none, with a warning.</summary>
    public IReadOnlyList<ScoredCell> Add(IReadOnlyList<ScoredCell> cells, List<Warning> warnings)
    {
        Dictionary<Results.VariantResult, double?> thresholds = cells.GroupBy(cell => cell.Variant).ToDictionary(variant => variant.Key, Threshold);
        foreach (Results.VariantResult variant in thresholds.Where(entry => entry.Value is null).Select(entry => entry.Key))
        {
            warnings.Add(new Warning("operating-point-unavailable", $"{variant.Statistics}: no threshold for {point}: the source images have no sample of the class that it is a share of."));
        }

        return [.. cells.Select(cell => thresholds[cell.Variant] is { } threshold
            ? cell with { Result = cell.Result with { OperatingPoint = OperatingPoint.Apply(threshold, Scores(cell), Truth(cell), cell.Samples.Group, confidence) } }
            : cell)];
    }

    private double? Threshold(IEnumerable<ScoredCell> variant)
    {
        ScoredCell[] sources = [.. variant.Where(cell => roles.RoleOf(cell.Result.Domain) == DomainRole.Source && cell.Samples.HasProbabilities)];
        return point.Threshold([.. sources.SelectMany(Scores)], [.. sources.SelectMany(Truth)]);
    }

    private double[] Scores(ScoredCell cell)
    {
        double[] scores = new double[cell.Samples.Count];
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = cell.Samples.Probabilities[(i * cell.Samples.Classes) + positive];
        }

        return scores;
    }

    private bool[] Truth(ScoredCell cell)
    {
        bool[] truth = new bool[cell.Samples.Count];
        for (int i = 0; i < truth.Length; i++)
        {
            truth[i] = cell.Samples.Truth[i] == positive;
        }

        return truth;
    }
}
