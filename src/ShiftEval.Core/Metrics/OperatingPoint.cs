using System.Globalization;
using ShiftEval.Diagnostics;

namespace ShiftEval.Metrics;

/// <summary>A threshold's purpose, such as <c>sensitivity=0.95</c>: chosen on source data, applied elsewhere.</summary>
/// <param name="Metric">What is held.</param>
/// <param name="Level">At least this share, in (0, 1].</param>
public sealed record OperatingPoint(OperatingPointMetric Metric, double Level)
{
    /// <summary>The option that operating points are written in.</summary>
    public const string Option = "--operating-point";

    /// <summary>Reads <c>sensitivity=LEVEL</c> or <c>specificity=LEVEL</c>, LEVEL a number in (0, 1] with a decimal point.</summary>
    /// <exception cref="InputException">The text is not of that form.</exception>
    public static OperatingPoint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int sign = text.IndexOf('=', StringComparison.Ordinal);
        string name = (sign < 0 ? text : text[..sign]).Trim();
        OperatingPointMetric? metric = name switch
        {
            "sensitivity" => OperatingPointMetric.Sensitivity,
            "specificity" => OperatingPointMetric.Specificity,
            _ => null,
        };
        if (metric is null)
        {
            throw Wrong(text, "holds neither sensitivity nor specificity", "Write sensitivity=LEVEL or specificity=LEVEL, such as sensitivity=0.95");
        }

        string level = sign < 0 ? "" : text[(sign + 1)..].Trim();
        if (!double.TryParse(level, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share))
        {
            throw Wrong(text, level.Length == 0 ? "names no level" : $"has a level that is not a number: {level}", $"Write a share, such as {name}=0.95");
        }

        return share is > 0 and <= 1
            ? new OperatingPoint(metric.Value, share)
            : throw Wrong(text, "has a level that is not above 0 and at most 1", $"Write a share, such as {name}=0.95");
    }

    /// <summary>Chooses the threshold on source data: positive is what scores at or above it.</summary>
    /// <param name="scores">Probability of the positive class, shape [n]; no NaN.</param>
    /// <param name="truth">Whether each sample is positive, shape [n].</param>
    /// <returns>
    /// For sensitivity the highest threshold that holds the level, a score that a positive has. For specificity the lowest score that occurs and
    /// holds the level; where even the highest score does not, since a negative has it, the next number above it, which nothing in the source
    /// data reaches. Null where the class that the metric is a share of does not occur.
    /// </returns>
    /// <exception cref="ArgumentException">Lengths differ, or a score is NaN.</exception>
    public double? Threshold(ReadOnlySpan<double> scores, ReadOnlySpan<bool> truth)
    {
        Check(scores, truth.Length);
        bool ofPositives = Metric == OperatingPointMetric.Sensitivity;
        List<double> own = [];
        for (int i = 0; i < scores.Length; i++)
        {
            if (truth[i] == ofPositives)
            {
                own.Add(scores[i]);
            }
        }

        if (own.Count == 0)
        {
            return null;
        }

        own.Sort();
        return ofPositives ? HighestHolding(own) : LowestHolding(own, scores);
    }

    /// <summary>Measures a threshold on any data.</summary>
    /// <param name="threshold">Positive is what scores at or above it.</param>
    /// <param name="scores">Probability of the positive class, shape [n]; no NaN.</param>
    /// <param name="truth">Whether each sample is positive, shape [n].</param>
    /// <param name="group">Group index of each sample, dense from 0, shape [n].</param>
    /// <param name="confidence">Coverage of the intervals.</param>
    /// <returns>Proportions with Wilson's interval, over groups where a group has several samples; null with a reason without trials.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a score is NaN.</exception>
    public static OperatingPointMetrics Apply(double threshold, ReadOnlySpan<double> scores, ReadOnlySpan<bool> truth, ReadOnlySpan<int> group, double confidence)
    {
        Check(scores, truth.Length);
        Check(scores, group.Length);
        int groups = 0;
        foreach (int index in group)
        {
            groups = Math.Max(groups, index + 1);
        }

        Table[] tables = new Table[groups];
        for (int i = 0; i < scores.Length; i++)
        {
            bool positive = scores[i] >= threshold;
            ref Table own = ref tables[group[i]];
            own = (truth[i], positive) switch
            {
                (true, true) => own with { TruePositives = own.TruePositives + 1 },
                (true, false) => own with { FalseNegatives = own.FalseNegatives + 1 },
                (false, true) => own with { FalsePositives = own.FalsePositives + 1 },
                (false, false) => own with { TrueNegatives = own.TrueNegatives + 1 },
            };
        }

        bool independent = groups == scores.Length;
        return new OperatingPointMetrics(
            threshold,
            Share(own => (own.TruePositives, own.TruePositives + own.FalseNegatives), "the positive class does not occur in the labels"),
            Share(own => (own.TrueNegatives, own.TrueNegatives + own.FalsePositives), "no other class than the positive one occurs in the labels"),
            Share(own => (own.TruePositives, own.TruePositives + own.FalsePositives), "nothing is predicted positive"),
            Share(own => (own.TrueNegatives, own.TrueNegatives + own.FalseNegatives), "nothing is predicted negative"));

        MetricValue Share(Func<Table, (long, long)> of, string withoutTrials) =>
            ProportionInterval.Of(tables.Select(of), independent, confidence, tables.Length == 0 ? MetricEvaluator.NoSamples : withoutTrials);
    }

    /// <summary>As it is written: <c>sensitivity=0.95</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Metric == OperatingPointMetric.Sensitivity ? "sensitivity" : "specificity")}={Level:R}");

    private double HighestHolding(List<double> positives)
    {
        // Shares are compared, not counts rounded.
        int i = positives.Count - 1;
        while (i > 0 && (positives.Count - i) / (double)positives.Count < Level)
        {
            i--;
        }

        return positives[i];
    }

    private double LowestHolding(List<double> negatives, ReadOnlySpan<double> scores)
    {
        double[] candidates = scores.ToArray();
        Array.Sort(candidates);
        int below = 0;
        foreach (double candidate in candidates)
        {
            while (below < negatives.Count && negatives[below] < candidate)
            {
                below++;
            }

            if (below / (double)negatives.Count >= Level)
            {
                return candidate;
            }
        }

        return Math.BitIncrement(candidates[^1]);
    }

    private static void Check(ReadOnlySpan<double> scores, int others)
    {
        if (scores.Length != others)
        {
            throw new ArgumentException("There must be one truth and one group a score.", nameof(scores));
        }

        foreach (double score in scores)
        {
            if (double.IsNaN(score))
            {
                throw new ArgumentException("A score is NaN.", nameof(scores));
            }
        }
    }

    private static InputException Wrong(string text, string what, string remedy) => new($"{Option} {text}", what, remedy);

    private readonly record struct Table(long TruePositives, long FalseNegatives, long FalsePositives, long TrueNegatives);
}
