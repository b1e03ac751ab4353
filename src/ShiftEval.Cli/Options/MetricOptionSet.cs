using System.CommandLine;
using System.Globalization;
using ShiftEval.Metrics;

namespace ShiftEval.Cli.Options;

/// <summary>The options of metrics, intervals and tests.</summary>
internal sealed class MetricOptionSet
{
    private static readonly MetricOptions Defaults = new();

    private readonly Option<double?> confidence = OptionValues.Share(
        "--confidence",
        $"Coverage of the intervals (default: {Defaults.Confidence.ToString(CultureInfo.InvariantCulture)})");
    private readonly Option<int?> resamples = OptionValues.Count(
        "--resamples",
        "N",
        $"Bootstrap replicates (default: {Defaults.Resamples.ToString(CultureInfo.InvariantCulture)})",
        least: 1);
    private readonly Option<string?> metric = new("--metric")
    {
        HelpName = "NAME",
        Description = $"The primary metric: {string.Join(", ", MetricCatalog.All)} (default: {Defaults.PrimaryMetric})",
    };

    private readonly Option<bool> ordinal = new("--ordinal")
    {
        Description = $"Classes are grades in their order: adds {MetricCatalog.QuadraticKappa}",
    };

    private readonly Option<BootstrapInterval?> bootstrap =
        OptionValues.Choice<BootstrapInterval>("--bootstrap", "Limits that the bootstrap takes from its replicates (default: bca)");

    public void AddTo(Command command)
    {
        command.Options.Add(bootstrap);
        command.Options.Add(confidence);
        command.Options.Add(resamples);
        command.Options.Add(metric);
        command.Options.Add(ordinal);
    }

    public MetricOptions Read(ParseResult parse, long seed, int threads) => Defaults with
    {
        Confidence = parse.GetValue(confidence) ?? Defaults.Confidence,
        Resamples = parse.GetValue(resamples) ?? Defaults.Resamples,
        PrimaryMetric = parse.GetValue(metric) ?? Defaults.PrimaryMetric,
        Bootstrap = parse.GetValue(bootstrap) ?? Defaults.Bootstrap,
        Ordinal = parse.GetValue(ordinal),
        Seed = seed,
        Threads = threads > 0 ? threads : null,
    };
}
