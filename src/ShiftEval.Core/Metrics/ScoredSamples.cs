using System.Globalization;

namespace ShiftEval.Metrics;

/// <summary>The labelled, scored samples of one cell: one model with one statistics source on one domain.</summary>
/// <remarks>Arrays are kept, not copied: leave them alone afterwards. Cells of one comparison may share truth and group arrays.</remarks>
public sealed class ScoredSamples
{
    /// <summary>Probabilities of the truth below this are raised to it before the logarithm, and counted.</summary>
    public const double ProbabilityFloor = 1e-15;

    private readonly int[] truth;
    private readonly int[] predicted;
    private readonly double[] probabilities;
    private readonly int[] group;
    private readonly double[] negativeLogLikelihood;
    private readonly int clipped;
    private GroupTallies? tallies;

    /// <summary>Takes the arrays of samples whose truth is known.</summary>
    /// <param name="truth">Class index of each sample, 0 to <paramref name="classes"/> − 1, shape [n].</param>
    /// <param name="predicted">Predicted class index of each sample, shape [n].</param>
    /// <param name="probabilities">Class probabilities, row-major, shape [n, classes].</param>
    /// <param name="group">Group index of each sample, shape [n]; every index from 0 to the largest occurs.</param>
    /// <param name="classes">Number of classes, at least 1.</param>
    /// <exception cref="ArgumentException">
    /// Lengths disagree, an index is out of range, a group is empty, or a probability is not within 0..1.
    /// </exception>
    public ScoredSamples(int[] truth, int[] predicted, double[] probabilities, int[] group, int classes)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(group);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        CheckLengths(truth.Length, predicted.Length, probabilities, classes);
        CheckLengths(truth.Length, group.Length, probabilities, classes);

        this.truth = truth;
        this.predicted = predicted;
        this.probabilities = probabilities;
        this.group = group;
        Classes = classes;
        Groups = CountGroups(group);
        negativeLogLikelihood = new double[truth.Length];
        for (int i = 0; i < truth.Length; i++)
        {
            if ((uint)truth[i] >= (uint)classes || (uint)predicted[i] >= (uint)classes)
            {
                throw Wrong($"Sample {i}: truth {truth[i]} and prediction {predicted[i]} must lie in 0..{classes - 1}.", nameof(truth));
            }

            double probability = probabilities[((long)i * classes) + truth[i]];
            CheckRow(i);
            clipped += probability < ProbabilityFloor ? 1 : 0;
            negativeLogLikelihood[i] = -Math.Log(Math.Clamp(probability, ProbabilityFloor, 1));
        }
    }

    /// <summary>Number of samples, n.</summary>
    public int Count => truth.Length;

    /// <summary>Number of classes, K.</summary>
    public int Classes { get; }

    /// <summary>Number of groups, G.</summary>
    public int Groups { get; }

    /// <summary>
    /// Whether the probabilities are a model's own; otherwise 1 stands for the predicted class and 0 for the others, and metrics that follow
    /// from probabilities are not defined. Default yes.
    /// </summary>
    public bool HasProbabilities { get; init; } = true;

    /// <summary>How many samples' truth had a probability below <see cref="ProbabilityFloor"/>; 0 without probabilities.</summary>
    public int ClippedCount => HasProbabilities ? clipped : 0;

    /// <summary>Whether every group has exactly one sample, so that samples may be taken as independent.</summary>
    public bool IsOneSamplePerGroup => Groups == Count;

    /// <summary>Class index of each sample's truth, shape [n].</summary>
    public ReadOnlySpan<int> Truth => truth;

    /// <summary>Predicted class index of each sample, shape [n].</summary>
    public ReadOnlySpan<int> Predicted => predicted;

    /// <summary>Class probabilities, row-major, shape [n, K].</summary>
    public ReadOnlySpan<double> Probabilities => probabilities;

    /// <summary>Group index of each sample, shape [n].</summary>
    public ReadOnlySpan<int> Group => group;

    /// <summary>−ln of the clipped probability of the truth, shape [n].</summary>
    public ReadOnlySpan<double> NegativeLogLikelihood => negativeLogLikelihood;

    /// <summary>The samples reduced to their groups, once for all metrics and comparisons.</summary>
    internal GroupTallies Tallies => tallies ??= new GroupTallies(this);

    /// <summary>What metrics take from one sample alone.</summary>
    internal SampleSums SumsOf(int sample)
    {
        double squared = 0;
        for (int c = 0; c < Classes; c++)
        {
            double error = probabilities[((long)sample * Classes) + c] - (c == truth[sample] ? 1 : 0);
            squared += error * error;
        }

        double distance = truth[sample] - predicted[sample];
        return new SampleSums(negativeLogLikelihood[sample], squared, distance * distance);
    }

    /// <summary>Takes the samples that have a label and predicts the most probable class, the first of equals.</summary>
    /// <param name="labels">Class index of each sample, negative where unknown, shape [n].</param>
    /// <param name="probabilities">Class probabilities of all samples, row-major, shape [n, classes].</param>
    /// <param name="groups">Group name of each sample, shape [n]; indices follow the ordinal order of names, not that of the file.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="hasProbabilities">Whether the probabilities are a model's own, see <see cref="HasProbabilities"/>.</param>
    /// <returns>The labelled samples in the given order; those without a label are left out.</returns>
    public static ScoredSamples Labelled(IReadOnlyList<int> labels, double[] probabilities, IReadOnlyList<string> groups, int classes, bool hasProbabilities = true)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(groups);
        CheckLengths(labels.Count, groups.Count, probabilities, classes);

        int[] rows = [.. Enumerable.Range(0, labels.Count).Where(i => labels[i] >= 0)];
        string[] names = [.. rows.Select(i => groups[i]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Dictionary<string, int> indexOf = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            indexOf.Add(name, indexOf.Count);
        }

        double[] kept = rows.Length < labels.Count ? Metrics.Probabilities.Rows(probabilities, rows, classes) : probabilities;
        return new ScoredSamples(
            [.. rows.Select(i => labels[i])],
            Metrics.Probabilities.MostProbable(kept, classes),
            kept,
            [.. rows.Select(i => indexOf[groups[i]])],
            classes)
        {
            HasProbabilities = hasProbabilities,
        };
    }

    private void CheckRow(int sample)
    {
        for (int c = 0; c < Classes; c++)
        {
            double probability = probabilities[((long)sample * Classes) + c];
            if (!(probability >= 0 && probability <= 1 + 1e-6))
            {
                string which = c == truth[sample] ? "the truth" : "class " + c.ToString(CultureInfo.InvariantCulture);
                throw Wrong($"Sample {sample}: the probability of {which} is {probability:R}, not within 0..1.", nameof(probabilities));
            }
        }
    }

    private static int CountGroups(int[] group)
    {
        int groups = group.Length == 0 ? 0 : group.Max() + 1;
        bool[] seen = new bool[Math.Clamp(groups, 0, group.Length)];
        foreach (int index in group)
        {
            if ((uint)index >= (uint)seen.Length)
            {
                throw Wrong($"Group indices must be dense from 0; {index} among {group.Length} samples is not.", nameof(group));
            }

            seen[index] = true;
        }

        int empty = Array.IndexOf(seen, value: false);
        return empty < 0 ? groups : throw Wrong($"Group indices must be dense from 0; no sample has {empty}.", nameof(group));
    }

    private static void CheckLengths(int samples, int others, double[] probabilities, int classes)
    {
        if (others != samples || probabilities.LongLength != (long)samples * classes)
        {
            throw Wrong(
                $"Arrays of {samples} and {others} samples, and {probabilities.Length} probabilities of {classes} classes, do not fit together.",
                nameof(samples));
        }
    }

    private static ArgumentException Wrong(FormattableString text, string parameter) => new(text.ToString(CultureInfo.InvariantCulture), parameter);
}
