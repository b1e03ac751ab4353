using System.Globalization;
using ShiftEval.Diagnostics;

namespace ShiftEval.Metrics;

/// <summary>What is measured, and how sure an interval is.</summary>
public sealed record MetricOptions
{
    /// <summary>Coverage that intervals aim at, and 1 − the level of tests, in (0, 1). Default 0.95.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Bootstrap replicates. Default 2000.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>How an interval follows from the replicates. Default <see cref="BootstrapInterval.Bca"/>.</summary>
    public BootstrapInterval Bootstrap { get; init; }

    /// <summary>Seed of every draw. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>The metric whose differences are judged. Default <c>balancedAccuracy</c>.</summary>
    public string PrimaryMetric { get; init; } = MetricCatalog.BalancedAccuracy.Name;

    /// <summary>Whether classes are ordered by index, as grades are, which adds <c>quadraticKappa</c>. Default no.</summary>
    public bool Ordinal { get; init; }

    /// <summary>The metrics to compute, in this order. Default all that the classes allow.</summary>
    public IReadOnlyList<string> Metrics
    {
        get => field ?? MetricCatalog.NamesFor(Ordinal);
        init;
    }

    /// <summary>Threads that resampling may use; the result does not depend on it. Default: one a processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Gathers what is wrong with these options.</summary>
    public void Check(ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (!(Confidence > 0 && Confidence < 1))
        {
            problems.Add("--confidence", Text($"{Confidence:R} is not between 0 and 1"), "Give a share such as 0.95");
        }

        if (Resamples < 1)
        {
            problems.Add("--resamples", Text($"{Resamples} is less than 1"), "Give a number such as 2000");
        }

        if (Threads < 1)
        {
            problems.Add("--threads", Text($"{Threads} is less than 1"), "Give 1 or more");
        }

        foreach (string name in Metrics)
        {
            problems.Try(() => MetricCatalog.Find(name));
        }

        IReadOnlyList<string> names = MetricCatalog.NamesFor(Ordinal);
        if (names.Contains(PrimaryMetric, StringComparer.Ordinal))
        {
            return;
        }

        if (MetricCatalog.NamesFor(ordinal: true).Contains(PrimaryMetric, StringComparer.Ordinal))
        {
            problems.Add($"--metric {PrimaryMetric}", "takes classes to be ordered", "Add --ordinal if the order of the classes is that of grades");
        }
        else
        {
            problems.Add($"--metric {PrimaryMetric}", "is not a metric", $"Write one of, nearest first: {NearestNames.Describe(PrimaryMetric, names)}");
        }
    }

    /// <summary>The name of the bootstrap's interval in results.</summary>
    internal string BootstrapName => Bootstrap == BootstrapInterval.Percentile ? IntervalNames.ClusterBootstrapPercentile : IntervalNames.ClusterBootstrap;

    /// <summary>Options for the loops that resample.</summary>
    internal ParallelOptions Parallelism(CancellationToken cancellation) => new()
    {
        MaxDegreeOfParallelism = Threads ?? Environment.ProcessorCount,
        CancellationToken = cancellation,
    };

    /// <summary>Throws when the options cannot be used.</summary>
    /// <exception cref="InputException">Naming everything that is wrong.</exception>
    internal void ThrowIfWrong()
    {
        ProblemList problems = new();
        Check(problems);
        problems.ThrowIfAny();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
