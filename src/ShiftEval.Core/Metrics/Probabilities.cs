using System.Globalization;
using ShiftEval.Diagnostics;

namespace ShiftEval.Metrics;

/// <summary>From a model's raw scores to class probabilities, in double.</summary>
public static class Probabilities
{
    // Wide enough for half-precision softmax over many classes, narrow enough to catch logits.
    internal const double SumTolerance = 1e-2;

    // What rounding in single precision may add to a probability of 1.
    internal const double RangeTolerance = 1e-6;

    /// <summary>Softmax of each row, shifted by the row's largest score, so that no score overflows.</summary>
    /// <param name="scores">Logits, row-major, shape [n, columns].</param>
    /// <param name="columns">Classes, at least 2.</param>
    /// <returns>Probabilities, shape [n, columns]; each row sums to 1.</returns>
    /// <exception cref="RunFailedException">A score is NaN or +∞, or a row holds nothing but −∞.</exception>
    public static double[] FromLogits(ReadOnlySpan<float> scores, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 2);
        CheckShape(scores.Length, columns);
        double[] result = new double[scores.Length];
        for (int start = 0; start < scores.Length; start += columns)
        {
            ReadOnlySpan<float> row = scores.Slice(start, columns);
            float largest = float.NegativeInfinity;
            foreach (float score in row)
            {
                CheckNumber(score, start / columns);
                largest = Math.Max(largest, score);
            }

            if (!float.IsFinite(largest))
            {
                throw NotFinite(start / columns, largest);
            }

            for (int i = start; i < start + columns; i++)
            {
                result[i] = scores[i];
            }

            Softmax(result.AsSpan(start, columns));
        }

        return result;
    }

    /// <summary>The logistic function of each score.</summary>
    /// <param name="scores">Raw scores before the logistic function, row-major, shape [n, columns].</param>
    /// <param name="columns">One column is the score of class 1 of two; several are one score a class, normalised to sum 1 in each row.</param>
    /// <returns>Probabilities, shape [n, 2] for one column, else [n, columns].</returns>
    /// <exception cref="RunFailedException">A score is NaN or infinite.</exception>
    public static double[] FromSigmoid(ReadOnlySpan<float> scores, int columns)
    {
        CheckShape(scores.Length, columns);
        double[] result = new double[columns == 1 ? 2 * scores.Length : scores.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            if (!float.IsFinite(scores[i]))
            {
                throw NotFinite(i / columns, scores[i]);
            }

            if (columns == 1)
            {
                // The complement is taken of the score, not of the probability, which would lose its last digits.
                result[2 * i] = Logistic(-(double)scores[i]);
                result[(2 * i) + 1] = Logistic(scores[i]);
            }
            else
            {
                result[i] = LogLogistic(scores[i]);
            }
        }

        // Normalised by way of logarithms: the logistic function of every column may underflow, their ratios do not.
        for (int start = 0; columns > 1 && start < result.Length; start += columns)
        {
            Softmax(result.AsSpan(start, columns));
        }

        return result;
    }

    /// <summary>Scores that are probabilities already.</summary>
    /// <param name="scores">Row-major, shape [n, columns].</param>
    /// <param name="columns">One column is the probability of class 1 of two.</param>
    /// <returns>Probabilities, shape [n, 2] for one column, else [n, columns], values as given.</returns>
    /// <exception cref="RunFailedException">A score is NaN.</exception>
    /// <exception cref="InputException">A score lies outside 0..1, or a row of several columns does not sum to 1.</exception>
    public static double[] FromProbabilities(ReadOnlySpan<float> scores, int columns)
    {
        CheckShape(scores.Length, columns);
        double[] result = new double[columns == 1 ? 2 * scores.Length : scores.Length];
        for (int start = 0; start < scores.Length; start += columns)
        {
            double sum = 0;
            for (int i = start; i < start + columns; i++)
            {
                CheckNumber(scores[i], i / columns);
                if (!(scores[i] >= 0 && scores[i] <= 1 + RangeTolerance))
                {
                    throw NotProbabilities(start / columns, string.Create(CultureInfo.InvariantCulture, $"holds {scores[i]:R}"));
                }

                sum += scores[i];
                if (columns > 1)
                {
                    result[i] = scores[i];
                }
                else
                {
                    result[2 * i] = Math.Max(1 - (double)scores[i], 0);
                    result[(2 * i) + 1] = scores[i];
                }
            }

            if (columns > 1 && Math.Abs(sum - 1) > SumTolerance)
            {
                throw NotProbabilities(start / columns, string.Create(CultureInfo.InvariantCulture, $"sums to {sum:R}"));
            }
        }

        return result;
    }

    /// <summary>Some rows of a row-major array, in the order asked for.</summary>
    /// <param name="values">Shape [n, columns].</param>
    /// <param name="rows">Indices of rows.</param>
    /// <param name="columns">Numbers a row.</param>
    internal static double[] Rows(double[] values, IReadOnlyList<int> rows, int columns)
    {
        double[] chosen = new double[(long)rows.Count * columns];
        for (int i = 0; i < rows.Count; i++)
        {
            values.AsSpan(rows[i] * columns, columns).CopyTo(chosen.AsSpan(i * columns));
        }

        return chosen;
    }

    /// <summary>The most probable class of each row, the first of equals.</summary>
    /// <param name="probabilities">Row-major, shape [n, classes].</param>
    /// <param name="classes">Number of classes.</param>
    /// <returns>Class indices, shape [n].</returns>
    public static int[] MostProbable(ReadOnlySpan<double> probabilities, int classes)
    {
        CheckShape(probabilities.Length, classes);
        int[] result = new int[probabilities.Length / classes];
        for (int i = 0; i < result.Length; i++)
        {
            ReadOnlySpan<double> row = probabilities.Slice(i * classes, classes);
            for (int c = 1; c < classes; c++)
            {
                result[i] = row[c] > row[result[i]] ? c : result[i];
            }
        }

        return result;
    }

    private static double Logistic(double score)
    {
        double exponential = Math.Exp(-Math.Abs(score));
        return (score >= 0 ? 1 : exponential) / (1 + exponential);
    }

    private static double LogLogistic(double score) => Math.Min(score, 0) - Math.Log(1 + Math.Exp(-Math.Abs(score)));

    private static void Softmax(Span<double> row)
    {
        double largest = double.NegativeInfinity;
        foreach (double score in row)
        {
            largest = Math.Max(largest, score);
        }

        double sum = 0;
        foreach (ref double score in row)
        {
            score = Math.Exp(score - largest);
            sum += score;
        }

        foreach (ref double score in row)
        {
            score /= sum;
        }
    }

    private static void CheckShape(int length, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (length % columns != 0)
        {
            throw new ArgumentException($"{length} scores do not divide into rows of {columns}.", nameof(length));
        }
    }

    private static void CheckNumber(float score, int row)
    {
        if (float.IsNaN(score))
        {
            throw NotFinite(row, score);
        }
    }

    private static RunFailedException NotFinite(int row, float score) => new(
        $"model output, row {row}",
        string.Create(CultureInfo.InvariantCulture, $"holds {score}, which is no score"),
        "Check the image and its preprocessing, and the statistics the model ran with");

    private static InputException NotProbabilities(int row, string what) =>
        new($"model output, row {row}", $"{what}, so these are not probabilities", "Name what the model gives: --scores logits or --scores sigmoid");
}
