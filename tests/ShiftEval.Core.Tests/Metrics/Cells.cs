using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

/// <summary>Small seeded cells.</summary>
internal static class Cells
{
    /// <summary>A cell whose groups share part of their errors.</summary>
    public static ScoredSamples Random(int seed, int samples, int classes, int groups, double accuracy = 0.7)
    {
        Random random = new(seed);
        int[] truth = [.. Enumerable.Range(0, samples).Select(i => i < classes ? i : random.Next(classes))];
        int[] group = [.. Enumerable.Range(0, samples).Select(i => i < groups ? i : random.Next(groups))];
        return Scored(random, truth, group, classes, accuracy);
    }

    /// <summary>A cell whose probabilities are whole eighths, so that many are tied, and some 0 or 1.</summary>
    public static ScoredSamples Coarse(int seed, int samples, int classes, int groups)
    {
        ScoredSamples cell = Random(seed, samples, classes, groups);
        return cell.CoarselyScored(seed + 1);
    }

    /// <summary>Other predictions for the same samples, in whole eighths.</summary>
    public static ScoredSamples CoarselyScored(this ScoredSamples cell, int seed)
    {
        Random random = new(seed);
        double[] probabilities = new double[cell.Count * cell.Classes];
        for (int step = 0; step < 8 * cell.Count; step++)
        {
            int sample = step / 8;
            int c = random.NextDouble() < 0.4 ? cell.Truth[sample] : random.Next(cell.Classes);
            probabilities[(sample * cell.Classes) + c] += 0.125;
        }

        return new ScoredSamples(cell.Truth.ToArray(), Probabilities.MostProbable(probabilities, cell.Classes), probabilities, cell.Group.ToArray(), cell.Classes);
    }

    /// <summary>Other predictions for the same samples.</summary>
    public static ScoredSamples Again(this ScoredSamples cell, int seed, double accuracy) =>
        Scored(new Random(seed), cell.Truth.ToArray(), cell.Group.ToArray(), cell.Classes, accuracy);

    /// <summary>A cell from truth and predictions, as sure of itself as given.</summary>
    public static ScoredSamples Plain(int[] truth, int[] predicted, int[] group, int classes, double confidence = 0.8)
    {
        double[] probabilities = new double[truth.Length * classes];
        for (int i = 0; i < truth.Length; i++)
        {
            probabilities.AsSpan(i * classes, classes).Fill(classes == 1 ? 1 : (1 - confidence) / (classes - 1));
            probabilities[(i * classes) + predicted[i]] = classes == 1 ? 1 : confidence;
        }

        return new ScoredSamples(truth, predicted, probabilities, group, classes);
    }

    /// <summary>The rows of the groups drawn, each group as a group of its own each time.</summary>
    public static ScoredSamples Resampled(this ScoredSamples cell, IEnumerable<int> draws)
    {
        List<int> rows = [];
        List<int> groups = [];
        int drawn = 0;
        foreach (int draw in draws)
        {
            for (int i = 0; i < cell.Count; i++)
            {
                if (cell.Group[i] == draw)
                {
                    rows.Add(i);
                    groups.Add(drawn);
                }
            }

            drawn++;
        }

        return new ScoredSamples(
            [.. rows.Select(i => cell.Truth[i])],
            [.. rows.Select(i => cell.Predicted[i])],
            [.. rows.SelectMany(i => cell.Probabilities.Slice(i * cell.Classes, cell.Classes).ToArray())],
            [.. groups],
            cell.Classes);
    }

    private static ScoredSamples Scored(Random random, int[] truth, int[] group, int classes, double accuracy)
    {
        double[] skill = [.. Enumerable.Range(0, group.Max() + 1).Select(_ => accuracy + (0.4 * (random.NextDouble() - 0.5)))];
        double[] probabilities = new double[truth.Length * classes];
        int[] predicted = new int[truth.Length];
        for (int i = 0; i < truth.Length; i++)
        {
            predicted[i] = random.NextDouble() < skill[group[i]] ? truth[i] : random.Next(classes);
            double sure = 0.5 + (0.5 * random.NextDouble());
            probabilities.AsSpan(i * classes, classes).Fill((1 - sure) / classes);
            probabilities[(i * classes) + predicted[i]] += sure;
        }

        return new ScoredSamples(truth, predicted, probabilities, group, classes);
    }
}
