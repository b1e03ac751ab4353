using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Comparison.Store;

/// <summary>Looks at the statistics of files and models, one or two at a time.</summary>
public static class StatisticsInspector
{
    // Where neither side is a model or tells its own: the operator's default.
    private const double DefaultEpsilon = 1e-5;

    // Stands for a variance of 0 without epsilon, so that figures stay finite.
    private const double Least = 1e-300;

    /// <summary>What a statistics file or a model holds.</summary>
    /// <exception cref="InputException">It cannot be read, or holds no statistics.</exception>
    public static StatisticsShowResult Show(string path)
    {
        bool isFile = StatisticsFileReader.IsStatisticsFile(path);
        StatisticsFile file = Load(path);
        return new StatisticsShowResult
        {
            Name = path,
            Sha256 = ContentHash.OfFile(path),
            Format = isFile ? file.Format : "model",
            Forward = file.Forward,
            Origin = isFile ? file.Origin : null,
            Batches = file.Samples?.BatchCount,
            Provenance = isFile || file.Provenance!.Spec != "ema" ? file.Provenance : null,
            Layers = [.. file.Layers.Select(StoredLayerResult.Of)],
        };
    }

    /// <summary>How two of them differ.</summary>
    /// <exception cref="InputException">One cannot be read, or they are not of models with the same layers.</exception>
    public static StatisticsDiffResult Diff(string from, string to)
    {
        ProblemList problems = new();
        StatisticsFile? a = problems.Try(() => Load(from));
        StatisticsFile? b = problems.Try(() => Load(to));
        problems.ThrowIfAny();
        RefuseOther(a!, b!);
        return new StatisticsDiffResult
        {
            From = from,
            To = to,
            Layers = [.. a!.Layers.Select(layer => Compare(layer, b!.Find(layer.Name)!, Epsilon(layer.Name, a, b)))],
        };
    }

    private static StatisticsFile Load(string path) =>
        StatisticsFileReader.IsStatisticsFile(path) ? StatisticsFileReader.Load(path) : StatisticsExtractor.Of(OnnxModel.Load(path));

    private static void RefuseOther(StatisticsFile a, StatisticsFile b)
    {
        ProblemList problems = new();
        foreach (StoredLayer layer in a.Layers)
        {
            if (b.Find(layer.Name) is not { } other)
            {
                problems.Add(b.Name, $"has no layer {layer.Name}, which {a.Name} has", "Compare statistics of models with the same layers");
            }
            else if (other.Channels != layer.Channels)
            {
                problems.Add(b.Name, string.Create(CultureInfo.InvariantCulture, $"has {other.Channels} channels in layer {layer.Name}, {a.Name} has {layer.Channels}"), "Compare statistics of models with the same layers");
            }
            else if (layer.Values is null || other.Values is null)
            {
                problems.Add(layer.Values is null ? a.Name : b.Name, $"has no values for layer {layer.Name}, which no image reached", "Compare files that have values for every layer");
            }
        }

        foreach (StoredLayer layer in b.Layers.Where(layer => a.Find(layer.Name) is null))
        {
            problems.Add(a.Name, $"has no layer {layer.Name}, which {b.Name} has", "Compare statistics of models with the same layers");
        }

        if (problems.Problems.Count > 0)
        {
            throw new InputException([problems.Problems[0]]);
        }
    }

    private static double Epsilon(string layer, StatisticsFile a, StatisticsFile b) =>
        a.Epsilons.TryGetValue(layer, out double epsilon) || b.Epsilons.TryGetValue(layer, out epsilon) ? epsilon : DefaultEpsilon;

    private static LayerDifferenceResult Compare(StoredLayer from, StoredLayer to, double epsilon)
    {
        LayerStatistics a = from.Values!;
        LayerStatistics b = to.Values!;
        return new LayerDifferenceResult(
            from.Name,
            from.Channels,
            Over(c => Math.Abs(b.Mean[c] - a.Mean[c]) / Scale(c)),
            Over(c => (b.Variance[c] + epsilon) / Base(c)),
            Over(c => Math.Sqrt(GaussianDistance.Squared(a, b, c)) / Scale(c)));

        double Scale(int c) => Math.Sqrt(Base(c));

        double Base(int c) => Math.Max(a.Variance[c] + epsilon, Least);

        ChannelSummary Over(Func<int, double> figure)
        {
            double[] values = [.. Enumerable.Range(0, from.Channels).Select(figure)];
            return new ChannelSummary(values.Average(), values.Min(), values.Max());
        }
    }
}
