using System.CommandLine;
using System.Globalization;
using ShiftEval.Diagnostics;
using ShiftEval.Sweeps;

namespace ShiftEval.Cli.Options;

/// <summary>The options of <c>sweep</c> alone.</summary>
internal sealed class SweepOptionSet
{
    private static readonly SweepAxis[] Axes = Enum.GetValues<SweepAxis>();

    private readonly Option<string> over = new("--over")
    {
        HelpName = string.Join('|', Axes.Select(SweepChecks.Name)),
        Description = "What changes along the curve",
        Required = true,
    };

    private readonly Option<string?> statistics = OptionValues.Text("--statistics", "SPEC", "The spec that is swept (default: domain)");
    private readonly Option<string?> points = OptionValues.Text("--points", "A,B,…", "Where on the axis (default: a grid that suits it)");
    private readonly Option<int?> draws =
        OptionValues.Count("--draws", "N", $"Seeded draws a point (default: {SweepOptions.DefaultDraws.ToString(CultureInfo.InvariantCulture)})", least: 1);
    private readonly Option<double?> tolerance =
        OptionValues.Share("--tolerance", $"How far below the plateau still counts as on it (default: {SweepOptions.DefaultTolerance.ToString(CultureInfo.InvariantCulture)})");
    private readonly Option<int?> steps =
        OptionValues.Count("--steps", "N", $"Batches of the simulated training of --over momentum (default: {SweepOptions.DefaultTrainingSteps.ToString(CultureInfo.InvariantCulture)})", least: 1);
    private readonly Option<int?> trainingBatch =
        OptionValues.Count("--training-batch", "B", $"Images a batch of it (default: {SweepOptions.DefaultTrainingBatch.ToString(CultureInfo.InvariantCulture)})", least: 2);

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { over, statistics, points, draws, tolerance, steps, trainingBatch })
        {
            command.Options.Add(option);
        }
    }

    public SweepOptions Complete(SweepOptions options, ParseResult parse, ProblemList problems) => options with
    {
        Over = Axis(parse.GetRequiredValue(over), problems),
        Statistics = parse.GetValue(statistics) ?? options.Statistics,
        Points = Points(parse.GetValue(points), problems),
        Draws = parse.GetValue(draws) ?? options.Draws,
        Tolerance = parse.GetValue(tolerance) ?? options.Tolerance,
        TrainingSteps = parse.GetValue(steps) ?? options.TrainingSteps,
        TrainingBatch = parse.GetValue(trainingBatch) ?? options.TrainingBatch,
    };

    private static SweepAxis Axis(string text, ProblemList problems)
    {
        int known = Array.FindIndex(Axes, axis => SweepChecks.Name(axis) == text);
        if (known < 0)
        {
            problems.Add($"--over {text}", "is nothing to sweep over", $"Write one of, nearest first: {string.Join(", ", NearestNames.Order(text, Axes.Select(SweepChecks.Name)))}");
        }

        return Axes[Math.Max(known, 0)];
    }

    private static double[] Points(string? text, ProblemList problems)
    {
        List<double> read = [];
        foreach (string piece in text?.Split(',') ?? [])
        {
            if (double.TryParse(piece, NumberStyles.Float, CultureInfo.InvariantCulture, out double point) && double.IsFinite(point))
            {
                read.Add(point);
            }
            else
            {
                problems.Add($"--points {text}", $"'{piece}' is not a number", "Write numbers separated by commas, as in 8,32,128");
            }
        }

        return [.. read];
    }
}
