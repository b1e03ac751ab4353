using BenchmarkDotNet.Attributes;
using ShiftEval.Metrics;

namespace ShiftEval.Benchmarks;

/// <summary>Every metric with its interval over 100,000 predictions of 8 classes in 2,000 groups, 2,000 resamples.</summary>
[MemoryDiagnoser]
public class MetricsBenchmarks
{
    private const int Samples = 100_000;
    private const int Classes = 8;
    private const int Groups = 2_000;
    private ScoredSamples cell = null!;

    [GlobalSetup]
    public void Fill()
    {
        Random random = new(1);
        int[] truth = [.. Enumerable.Range(0, Samples).Select(_ => random.Next(Classes))];
        int[] predicted = new int[Samples];
        int[] group = [.. Enumerable.Range(0, Samples).Select(i => i * Groups / Samples)];
        double[] probabilities = new double[Samples * Classes];
        for (int i = 0; i < Samples; i++)
        {
            Span<double> row = probabilities.AsSpan(i * Classes, Classes);
            for (int c = 0; c < Classes; c++)
            {
                row[c] = Math.Exp(random.NextDouble() + (c == truth[i] ? 0.7 : 0));
            }

            double sum = 0;
            foreach (double value in row)
            {
                sum += value;
            }

            for (int c = 0; c < Classes; c++)
            {
                row[c] /= sum;
                predicted[i] = row[c] > row[predicted[i]] ? c : predicted[i];
            }
        }

        cell = new ScoredSamples(truth, predicted, probabilities, group, Classes);
    }

    [Benchmark]
    public CellMetrics EveryMetricWithItsInterval() => MetricEvaluator.Evaluate(cell, new MetricOptions { Resamples = 2000 });
}
