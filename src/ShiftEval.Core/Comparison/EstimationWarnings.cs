using System.Globalization;
using ShiftEval.Comparison.Care;
using ShiftEval.Comparison.Setup;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation;
using ShiftEval.Estimation.Balance;
using ShiftEval.Estimation.Targets;

namespace ShiftEval.Comparison;

/// <summary>What the reader of estimated statistics must know about how they came about.</summary>
internal static class EstimationWarnings
{
    private const int MostNames = 5;

    public static IReadOnlyList<Warning> Of(string model, IStatisticsTarget target, EstimationResult estimation, DataSetup data)
    {
        List<Warning> warnings = [];
        if (target is FoldedTarget folded)
        {
            warnings.Add(new Warning(
                "folded-anchored",
                $"{model} seems to have BatchNorm folded into its convolutions: {folded.Convolutions} are renormalised to moments measured on {folded.SourceSamples.Count} source images of {Domains(folded.SourceSamples, data)}, not to what training stored."));
        }

        if (estimation.KeptChannels.Count > 0)
        {
            int channels = estimation.KeptChannels.Values.Sum(kept => kept.Count);
            warnings.Add(new Warning(
                "channels-kept",
                $"{model}: {channels} channels have next to no variance and stay as they are, in {Names(estimation.KeptChannels.Keys)}."));
        }

        if (SampleCountCheck.Of(model, estimation) is { } few)
        {
            warnings.Add(few);
        }

        warnings.AddRange(SubdomainCheck.Of([.. estimation.Samples.Select(position => data.Splits.Samples[position])]));
        string[] unreached = [.. estimation.Counts.Where(count => count.Value == 0).Select(count => count.Key)];
        if (unreached.Length > 0)
        {
            warnings.Add(new Warning("layers-not-reached", $"{model}: none of these images led through {Names(unreached)}, which keep what they have."));
        }

        if (estimation.Balance is { } balance)
        {
            warnings.Add(Of(model, balance, estimation.Samples.Count, Domains(estimation.Samples, data)));
        }

        return warnings;
    }

    private static string Domains(IEnumerable<int> samples, DataSetup data) =>
        string.Join(", ", samples.Select(position => data.Splits.Samples[position].Domain).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static Warning Of(string model, BalanceReport balance, int samples, string domains)
    {
        if (balance.Refused is { } reason)
        {
            return new Warning("balance-refused", $"{model}: the images of {domains} are not weighted, and the unweighted statistics stand: {reason}.");
        }

        string rounds = $"{(balance.Converged ? "in" : "not settled after")} {balance.Rounds} {(balance.Rounds == 1 ? "round" : "rounds")}";
        return new Warning(
            "balance-by-predictions",
            string.Create(CultureInfo.InvariantCulture, $"{model}: {samples} images of {domains} are weighted to another class mix by what the model predicts for them ({rounds}; they count as {balance.EffectiveSize:0}): no better than these predictions."));
    }

    private static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all.Length <= MostNames ? string.Join(", ", all) : $"{string.Join(", ", all.Take(MostNames))} and {all.Length - MostNames} more layers";
    }
}
