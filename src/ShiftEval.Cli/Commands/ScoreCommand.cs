using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Cli.Rendering;
using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Commands;

/// <summary><c>shifteval score FILE [FILE...]</c></summary>
internal static class ScoreCommand
{
    public static Command Create(string folder)
    {
        Argument<string[]> files = new("FILE") { Arity = ArgumentArity.OneOrMore, Description = "Predictions: .csv, .tsv or .parquet, by shifteval predict or anyone" };
        Option<string?> reference = OptionValues.Text("--reference", "SPEC|MODEL", "What differences start from (default: model and statistics of the first row)");
        Option<string[]> require = OptionValues.Texts("--require", "EXPR", "Requirement, as in balancedAccuracy.low>=0.7@labC; unmet: exit 1; repeatable (default: require of the project file)");
        PredictionOptionSet predictions = new(folder);
        MetricOptionSet metrics = new();
        MeasureOptionSet measures = new();
        ReportOptions reports = new();
        OutputOptions outputs = new();
        Command command = new("score", "Metrics of predictions, ours or anyone's, with paired differences") { files };
        command.Options.Add(reference);
        predictions.AddTo(command);
        metrics.AddTo(command);
        measures.AddTo(command);
        command.Options.Add(require);
        reports.AddTo(command);
        outputs.AddTo(command);
        command.SetAction((parse, cancellation) => Task.Run(
            () =>
            {
                ProblemList problems = new();
                OutputChannels channels = outputs.Open(parse, problems);
                reports.Check(parse, outputs.Overwrite(parse), outputs.JsonPath(parse), problems);
                ProjectFile project = predictions.ReadProject(problems);
                ScoreOptions options = predictions.Read(parse, parse.GetRequiredValue(files), project, problems) with
                {
                    Metrics = metrics.Read(parse, predictions.Seed(parse), predictions.Threads(parse)),
                    Measures = measures.Read(parse),
                    Reference = parse.GetValue(reference),
                    Requirements = parse.GetValue(require) is { Length: > 0 } given ? given : project.Require,
                    Problems = problems.Problems,
                };
                ComparisonResult result = ScoreRunner.Run(options, cancellation);
                reports.Write(parse, result);
                channels.WriteJson(() => JsonReport.Write(result));
                if (channels.ShowsTable)
                {
                    ComparisonView.Write(result, channels.Text, channels.Width, channels.UsesColours);
                }

                channels.WriteNotes(Notes.Of(result));
                return result.Requirements.All(requirement => requirement.Met) ? ExitCode.Done : ExitCode.RequirementUnmet;
            },
            cancellation));
        return command;
    }
}
