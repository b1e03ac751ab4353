using System.Globalization;
using ShiftEval.Diagnostics;

namespace ShiftEval.Statistics.Store;

/// <summary>Tells why files of statistics cannot be added up or subtracted.</summary>
internal static class SummandCheck
{
    private const string Collect = "Collect it with shifteval stats collect and method=minibatch or method=frozen";

    /// <summary>What is wrong with each file by itself.</summary>
    public static void Each(IEnumerable<StatisticsFile> files, ProblemList problems)
    {
        foreach (StatisticsFile file in files)
        {
            if (!file.HasMoments)
            {
                problems.Add(file.Name, "holds mean and variance without counts, which do not add up", Collect);
            }
            else if (file.Forward == StatisticsFile.PopulationForward)
            {
                problems.Add(
                    file.Name,
                    "holds population statistics, which cannot be added up: each layer was measured behind layers normalised with the statistics of that very data",
                    Collect);
            }
            else if (file.Provenance is null || file.Samples?.Domains is null || file.Samples.Count == 0)
            {
                problems.Add(file.Name, "does not tell its model, settings and samples, so that nothing shows whether it may be added up", Collect);
            }
            else if (file.Forward == StatisticsFile.MinibatchForward && file.Samples.Batches is null)
            {
                problems.Add(file.Name, $"has no tensor {StatisticsKeys.Batches}, so that nothing shows which samples normalised each other", Collect);
            }
        }
    }

    /// <summary>What two files differ in that must be the same.</summary>
    public static void Alike(StatisticsFile first, StatisticsFile other, ProblemList problems)
    {
        StatisticsProvenance left = first.Provenance!;
        StatisticsProvenance right = other.Provenance!;
        if (left.SourceSha256 != right.SourceSha256)
        {
            problems.Add(other.Name, $"is of another model than {first.Name}: sourceSha256 {Short(right.SourceSha256)}, not {Short(left.SourceSha256)}", "Take files of one model");
            return;
        }

        if (first.Forward != other.Forward)
        {
            problems.Add(other.Name, $"was measured behind layers normalised otherwise than in {first.Name}: forward {Short(other.Forward!)}, not {Short(first.Forward!)}", "Take files of one method, and of a model with the same stored statistics");
            return;
        }

        bool minibatch = first.Forward == StatisticsFile.MinibatchForward;
        Compare("method", left.Method, right.Method, true);
        Compare("estimator", left.Estimator, right.Estimator, true);
        Compare("batchSize", Text(left.BatchSize), Text(right.BatchSize), minibatch);
        Compare("order", left.Order, right.Order, minibatch);
        Compare("seed", Text(left.Seed), Text(right.Seed), minibatch);
        Compare("preprocess", left.Preprocess.GetRawText(), right.Preprocess.GetRawText(), true);
        Compare("folded", $"{left.Folded?.Convolutions} {left.Folded?.SampleIdsSha256}", $"{right.Folded?.Convolutions} {right.Folded?.SampleIdsSha256}", true);
        foreach (StoredLayer layer in first.Layers)
        {
            if (other.Find(layer.Name)?.Channels != layer.Channels || other.Find(layer.Name)!.Sums!.Batches is null != layer.Sums!.Batches is null)
            {
                problems.Add(other.Name, $"has no layer {layer.Name} as in {first.Name}", "Take files of one model");
                return;
            }
        }

        if (other.Layers.Count != first.Layers.Count)
        {
            problems.Add(other.Name, Say($"has {other.Layers.Count} layers, {first.Name} has {first.Layers.Count}"), "Take files of one model");
        }

        void Compare(string key, string? mine, string? its, bool matters)
        {
            if (matters && mine != its)
            {
                problems.Add(other.Name, $"differs from {first.Name} in {key}: {its ?? "none"}, not {mine ?? "none"}", "Collect both with the same settings");
            }
        }
    }

    // Hashes are told by their beginning.
    private static string Short(string text) => text.Length > 24 ? text[..24] + "…" : text;

    private static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "none";

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
