using System.Globalization;
using System.Text;

namespace ShiftEval.Statistics.Specs;

/// <summary>Writes a spec in its canonical form: comma form, keys in a fixed order, defaults left out.</summary>
internal static class SpecFormatter
{
    /// <summary>The canonical text of <paramref name="spec"/>.</summary>
    public static string Format(StatisticsSpec spec)
    {
        StringBuilder text = new(Head(spec));
        Append(text, "method", Name(spec.Method), spec.Method != EstimationMethod.Population);
        Append(text, "estimator", "mean-of-batches", spec.Estimator == BatchEstimator.MeanOfBatches);
        Append(text, "batch", Number(spec.BatchSize), spec.BatchSize != StatisticsSpec.DefaultBatchSize);
        SampleOrdering usualOrder = spec.Head == SpecHead.Stream ? SampleOrdering.File : SampleOrdering.Shuffled;
        Append(text, "order", spec.Order == SampleOrdering.File ? "file" : "shuffled", spec.Order != usualOrder);
        Append(text, "samples", Number(spec.Samples ?? 0), spec.Samples is not null);
        Append(text, "split", spec.Split ?? "", spec.Split is not null);
        Append(text, "balance", spec.Balance == ClassBalance.Source ? "source" : "uniform", spec.Balance != ClassBalance.None);
        ReplacementRule replaced = spec.Replacement;
        Append(text, "layers", replaced.FirstLayers is { } first ? $"{SpecKeys.First}{Number(first)}" : SpecToken.Quote(replaced.Layers ?? ""), replaced.FirstLayers is not null || replaced.Layers is not null);
        Append(text, "only", replaced.Mean ? "mean" : "variance", !replaced.Mean || !replaced.Variance);
        Append(text, "select", $"{SpecKeys.Wasserstein}{Number(replaced.NearestPercent ?? 0)}", replaced.NearestPercent is not null);
        Append(text, "source", "precise", spec.MixSource == SpecHead.Precise);
        MixRule usual = spec.PriorCount is not null || spec.Head == SpecHead.Alpha ? MixRule.Linear : MixRule.Moment;
        Append(text, "rule", spec.Rule == MixRule.Linear ? "linear" : "moment", spec.Rule != usual);
        return text.ToString();
    }

    /// <summary>The word of a method, as in <c>method=</c>.</summary>
    public static string Name(EstimationMethod method) => method switch
    {
        EstimationMethod.Minibatch => "minibatch",
        EstimationMethod.Frozen => "frozen",
        _ => "population",
    };

    private static string Head(StatisticsSpec spec) => spec.Head switch
    {
        SpecHead.From => spec.Name is null ? "from=*" : $"from={SpecToken.Quote(spec.Name)}",
        SpecHead.Mix => spec.PriorCount is { } prior ? $"mix:N={Number(prior)}" : $"mix:{Number(spec.Value ?? 0)}",
        SpecHead.Alpha => $"alpha:{Number(spec.Value ?? 0)}",
        SpecHead.Batch => $"batch:{Number(spec.Value ?? 0)}",
        SpecHead.File => $"file:{SpecToken.Quote(spec.Name ?? "")}",
        SpecHead.Stream => spec.Value is { } window ? $"stream:window={Number(window)}" : "stream:ema",
        SpecHead.Instance => $"instance:k={Number(spec.Value ?? StatisticsSpec.DefaultInstanceBand)}",
        SpecHead.Precise => "precise",
        SpecHead.Domain => "domain",
        SpecHead.Test => "test",
        _ => "ema",
    };

    private static string Number(double value) => SpecKeys.Shortest(value);

    private static void Append(StringBuilder text, string key, string value, bool wanted)
    {
        if (wanted)
        {
            text.Append(CultureInfo.InvariantCulture, $",{key}={value}");
        }
    }
}
