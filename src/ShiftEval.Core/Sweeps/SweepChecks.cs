using System.Globalization;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Sweeps;

/// <summary>The words of the axes, and what is refused before a sweep starts.</summary>
public static class SweepChecks
{
    /// <summary>The word of an axis, as on the command line and in documents.</summary>
    public static string Name(SweepAxis axis) => axis switch
    {
        SweepAxis.BatchSize => "batch-size",
        SweepAxis.SourceWeight => "source-weight",
        SweepAxis.Momentum => "momentum",
        SweepAxis.Layers => "layers",
        _ => "samples",
    };

    internal static void Check(SweepOptions options, StatisticsSpec? spec, ProblemList problems)
    {
        if (options.Draws < 1)
        {
            problems.Add("--draws", string.Create(CultureInfo.InvariantCulture, $"{options.Draws} is less than 1"), "Give a number such as 5");
        }

        if (!(options.Tolerance >= 0))
        {
            problems.Add("--tolerance", string.Create(CultureInfo.InvariantCulture, $"{options.Tolerance} is less than 0"), "Give a number such as 0.01");
        }

        if (options.Tolerance > 1 && options.Metrics.PrimaryMetric != MetricCatalog.NegativeLogLikelihood.Name)
        {
            problems.Add("--tolerance", string.Create(CultureInfo.InvariantCulture, $"{options.Tolerance} is no share, and {options.Metrics.PrimaryMetric} is one"), "Give a share such as 0.01 for one percentage point");
        }

        foreach (double point in options.Points.Where(point => !IsPoint(options.Over, point)))
        {
            problems.Add("--points", string.Create(CultureInfo.InvariantCulture, $"{point} is no point of {Name(options.Over)}"), Remedy(options.Over));
        }

        if (spec is null)
        {
            return;
        }

        string where = $"--statistics {spec.Text}";
        if (!spec.IsConstant || !spec.NeedsImages || spec is { Head: SpecHead.From, Name: null })
        {
            problems.Add(where, "is not estimated from images once and for all, so there is nothing to sweep", "Use domain, precise, test, from=NAME or mix:W");
        }
        else if (options.Over == SweepAxis.SourceWeight && spec.Head != SpecHead.Domain)
        {
            problems.Add(where, "is not what mix:W mixes with the stored statistics", "Use domain, with keys if you like");
        }
        else if (options.Over == SweepAxis.Momentum && spec.Canonical != "domain")
        {
            problems.Add(where, "means nothing where training is simulated over the source images", "Take it out");
        }
        else if ((options.Over == SweepAxis.BatchSize && (spec.Balance != ClassBalance.None || spec.Replacement.NearestPercent is not null))
            || (options.Over == SweepAxis.Samples && spec.Samples is not null)
            || (options.Over == SweepAxis.Layers && spec.Replacement.FirstLayers is not null))
        {
            problems.Add(where, $"has a key that does not go with --over {Name(options.Over)}", "Take the key out");
        }
    }

    private static bool IsPoint(SweepAxis axis, double point) => axis switch
    {
        SweepAxis.SourceWeight => point is >= 0 and <= 1,
        SweepAxis.Momentum => point is >= 0 and < 1,
        SweepAxis.Layers => point is >= 0 and < int.MaxValue && double.IsInteger(point),
        _ => point is >= 1 and < int.MaxValue && double.IsInteger(point),
    };

    private static string Remedy(SweepAxis axis) => axis switch
    {
        SweepAxis.SourceWeight => "Give weights from 0 to 1",
        SweepAxis.Momentum => "Give momenta from 0 to below 1, where 0.9 keeps nine tenths",
        SweepAxis.Layers => "Give whole numbers of layers",
        _ => "Give whole numbers of at least 1",
    };
}
