using System.CommandLine;
using System.Globalization;
using ShiftEval.Metrics;

namespace ShiftEval.Cli;

/// <summary>The options of metrics, intervals and tests.</summary>
internal sealed class MetricOptionSet
{
    private readonly Option<double> confidence = new("--confidence")
    {
        HelpName = "SHARE",
        Description = "Coverage of the intervals",
        DefaultValueFactory = _ => new MetricOptions().Confidence,
        CustomParser = result =>
        {
            if (double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                return value;
            }

            result.AddError($"--confidence {result.Tokens[0].Value}: takes a share such as 0.95.");
            return 0;
        },
    };

    private readonly Option<int> resamples = new("--resamples") { HelpName = "N", Description = "Bootstrap replicates", DefaultValueFactory = _ => new MetricOptions().Resamples };
    private readonly Option<string> metric = new("--metric")
    {
        HelpName = "NAME",
        Description = $"The primary metric: {string.Join(", ", MetricCatalog.Names)}",
        DefaultValueFactory = _ => new MetricOptions().PrimaryMetric,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(confidence);
        command.Options.Add(resamples);
        command.Options.Add(metric);
    }

    public MetricOptions Read(ParseResult parse, long seed, int threads) => new()
    {
        Confidence = parse.GetValue(confidence),
        Resamples = parse.GetValue(resamples),
        PrimaryMetric = parse.GetRequiredValue(metric),
        Seed = seed,
        Threads = threads > 0 ? threads : null,
    };
}
