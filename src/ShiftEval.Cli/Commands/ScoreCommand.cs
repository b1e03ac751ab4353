using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;

namespace ShiftEval.Cli.Commands;

/// <summary><c>shifteval score FILE [FILE...]</c></summary>
internal static class ScoreCommand
{
    public static Command Create(string folder)
    {
        Argument<string[]> files = new("FILE") { Arity = ArgumentArity.OneOrMore, Description = "Predictions: .csv, .tsv or .parquet, by shifteval predict or anyone" };
        Option<string?> reference = OptionValues.Text("--reference", "SPEC|MODEL", "What differences start from (default: model and statistics of the first row)");
        PredictionOptionSet predictions = new(folder);
        MetricOptionSet metrics = new();
        MeasureOptionSet measures = new();
        ResultOptions results = new();
        Command command = new("score", "Metrics of predictions, ours or anyone's, with paired differences") { files };
        command.Options.Add(reference);
        predictions.AddTo(command);
        metrics.AddTo(command);
        measures.AddTo(command);
        results.AddTo(command);
        command.SetAction((parse, cancellation) => Task.Run(
            () =>
            {
                ProblemList problems = new();
                OutputChannels channels = results.Open(parse, problems);
                ProjectFile project = predictions.ReadProject(problems);
                ScoreOptions options = predictions.Read(parse, parse.GetRequiredValue(files), project, problems) with
                {
                    Metrics = metrics.Read(parse, predictions.Seed(parse), predictions.Threads(parse)),
                    Measures = measures.Read(parse),
                    Reference = parse.GetValue(reference),
                    Requirements = results.Requirements(parse, project),
                    Problems = problems.Problems,
                };
                ComparisonResult result = ScoreRunner.Run(options, cancellation);
                return results.Show(parse, result, channels);
            },
            cancellation));
        return command;
    }
}
