using System.Globalization;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;

namespace ShiftEval.Comparison.Measuring;

/// <summary>Makes cases of images: those of one patient, slide or study become one sample.</summary>
/// <remarks>
/// <c>mean</c>: the mean of the images' probabilities. <c>vote</c>: the share of images predicted as each class, ties to the first class.
/// <c>max</c>, of two classes: the largest probability of the positive class on any image, and a case with one positive image is positive.
/// </remarks>
internal sealed class CaseAggregation
{
    private const string Option = "--aggregate";
    private readonly ColumnValues column;
    private readonly int positive;

    private CaseAggregation(ColumnValues column, CaseRule rule, int positive)
    {
        this.column = column;
        Rule = rule;
        this.positive = positive;
    }

    /// <summary>The column that names the case.</summary>
    public string Column => column.Name;

    /// <summary>How images become a case.</summary>
    public CaseRule Rule { get; }

    /// <summary>Reads the option and looks whether the labels allow it.</summary>
    /// <param name="text"><c>COLUMN=RULE</c>.</param>
    /// <param name="dataset">The data set.</param>
    /// <param name="scored">The samples that will be scored.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="positive">Index of the positive class; null where there are more than two and none is named.</param>
    /// <exception cref="InputException">It cannot be used; every problem found is named.</exception>
    public static CaseAggregation Prepare(string text, Dataset dataset, IEnumerable<Sample> scored, ClassList classes, int? positive)
    {
        int equals = text.LastIndexOf('=');
        string name = equals < 0 ? text : text[..equals];
        if (equals <= 0 || !Enum.TryParse(text[(equals + 1)..], ignoreCase: true, out CaseRule rule) || char.IsAsciiDigit(text[equals + 1]))
        {
            throw new InputException($"{Option} {text}", "does not say how images become cases", "Write COLUMN=mean, COLUMN=max or COLUMN=vote, as in patient=mean");
        }

        ProblemList problems = new();
        ColumnValues? named = problems.Try(() => ColumnValues.Find(dataset, name, Option));
        if (rule == CaseRule.Max && classes.Names.Count != 2)
        {
            problems.Add($"{Option} {text}", string.Create(CultureInfo.InvariantCulture, $"is for two classes, and there are {classes.Names.Count}"), "Write mean or vote");
        }

        problems.ThrowIfAny();
        CaseAggregation aggregation = new(named!, rule, positive ?? 0);
        aggregation.Check(text, scored, problems);
        problems.ThrowIfAny();
        return aggregation;
    }

    /// <summary>The cases of one cell's labelled images, in the order of their first images.</summary>
    public CellPredictions Of(CellPredictions images, ClassList classes)
    {
        int k = classes.Names.Count;
        IGrouping<string, int>[] cases = [.. Enumerable.Range(0, images.Samples.Count)
            .Where(i => images.Samples[i].Label is not null)
            .GroupBy(i => column[images.Samples[i]], StringComparer.Ordinal)];
        double[] probabilities = new double[cases.Length * k];
        Sample[] samples = new Sample[cases.Length];
        for (int i = 0; i < cases.Length; i++)
        {
            int[] rows = [.. cases[i]];
            Combine(images.Probabilities, rows, probabilities.AsSpan(i * k, k));
            Sample first = images.Samples[rows[0]];
            string label = Rule == CaseRule.Max && rows.Any(row => classes.IndexOf(images.Samples[row].Label) == positive) ? classes.Names[positive] : first.Label!;
            samples[i] = first with { Id = cases[i].Key, Label = label };
        }

        return new CellPredictions(samples, probabilities) { HasProbabilities = images.HasProbabilities };
    }

    private void Combine(double[] images, int[] rows, Span<double> into)
    {
        int k = into.Length;
        foreach (int row in rows)
        {
            ReadOnlySpan<double> own = images.AsSpan(row * k, k);
            switch (Rule)
            {
                case CaseRule.Max:
                    into[positive] = Math.Max(into[positive], own[positive]);
                    into[1 - positive] = 1 - into[positive];
                    break;
                case CaseRule.Vote:
                    into[Probabilities.MostProbable(own, k)[0]] += 1.0 / rows.Length;
                    break;
                default:
                    for (int c = 0; c < k; c++)
                    {
                        into[c] += own[c] / rows.Length;
                    }

                    break;
            }
        }
    }

    private void Check(string text, IEnumerable<Sample> scored, ProblemList problems)
    {
        Sample[] labelled = [.. scored.Where(sample => sample.Label is not null)];
        int nameless = labelled.Count(sample => column[sample].Length == 0);
        if (nameless > 0)
        {
            problems.Add($"{Option} {text}", string.Create(CultureInfo.InvariantCulture, $"{nameless} of the labelled images to score have no {Column}"), "Name one in every row, or leave their label empty");
        }

        foreach (IGrouping<string, Sample> domain in labelled.Where(sample => column[sample].Length > 0).GroupBy(sample => sample.Domain))
        {
            IGrouping<string, Sample>[] cases = [.. domain.GroupBy(sample => column[sample], StringComparer.Ordinal)];
            string where = $"{Option} {text}, {domain.Key}";
            if (Rule != CaseRule.Max)
            {
                Differing(cases, sample => sample.Label!, where, "labels", "A case has one label; take a column whose images belong together, or max where one positive image makes a case positive", problems);
            }

            Differing(cases, sample => sample.Group, where, "groups", $"Groups must hold whole cases: name {Column} or something larger with --group-column", problems);
        }
    }

    // One problem a domain, however many its cases: the first case shows what is meant.
    private static void Differing(IGrouping<string, Sample>[] cases, Func<Sample, string> of, string where, string what, string remedy, ProblemList problems)
    {
        string[] Values(IGrouping<string, Sample> own) => [.. own.Select(of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        IGrouping<string, Sample>[] mixed = [.. cases.Where(own => Values(own).Length > 1)];
        if (mixed.Length > 0)
        {
            problems.Add(where, string.Create(CultureInfo.InvariantCulture, $"{mixed.Length} of {cases.Length} cases have images of different {what}, such as {mixed[0].Key} ({string.Join(", ", Values(mixed[0]).Take(3))})"), remedy);
        }
    }
}
