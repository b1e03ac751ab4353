using System.CommandLine;
using ShiftEval.Comparison;

namespace ShiftEval.Cli.Options;

/// <summary>The options of what is measured besides the metrics of each cell.</summary>
internal sealed class MeasureOptionSet
{
    private readonly Option<string[]> across = OptionValues.Texts("--across", "COLUMN", "Metrics for each value of a column too (scanner, stain, sex); repeatable");
    private readonly Option<string?> aggregate =
        OptionValues.Text("--aggregate", "COLUMN=RULE", "Metrics of cases too, as in patient=mean; RULE is mean, max or vote");
    private readonly Option<string?> operatingPoint =
        OptionValues.Text("--operating-point", "METRIC=LEVEL", "Threshold fixed on the source domains, as in sensitivity=0.95, and what it gives in each domain");
    private readonly Option<string?> positive = OptionValues.Text("--positive", "CLASS", "The positive class (default: the second of two)");

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { across, aggregate, operatingPoint, positive })
        {
            command.Options.Add(option);
        }
    }

    public MeasureOptions Read(ParseResult parse) => new()
    {
        Across = parse.GetValue(across) ?? [],
        Aggregate = parse.GetValue(aggregate),
        OperatingPoint = parse.GetValue(operatingPoint),
        Positive = parse.GetValue(positive),
    };
}
