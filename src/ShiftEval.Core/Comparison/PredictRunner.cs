using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Predictions;

namespace ShiftEval.Comparison;

/// <summary>Writes what a model predicts for each image that <c>evaluate</c> would score.</summary>
public static class PredictRunner
{
    /// <summary>Predicts and writes.</summary>
    /// <param name="options">What to predict with.</param>
    /// <param name="progress">Told of every stage.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="InputException">Something given cannot be used; all that can be known before the work is named together.</exception>
    /// <exception cref="RunFailedException">Device, disk, memory or numbers failed while running.</exception>
    public static PredictionResult Run(PredictOptions options, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ProblemList problems = new();
        problems.AddRange(options.Run.Problems);
        PredictionWriter.Check(options.Output, options.Overwrite, problems);
        List<Warning> warnings = [];
        PreparedComparison prepared = PreparedComparison.Prepare(
            new ComparisonOptions
            {
                Run = options.Run with { Problems = problems.Problems },
                Models = [options.Model],
                Statistics = options.Statistics,
                DefaultStatistics = "ema",
                TellsSpread = false,
            },
            warnings,
            progress,
            cancellation);
        PredictedCell[] cells = [.. prepared.Run(cancellation)];
        PredictionTable table = new(
            prepared.Measure.Classes.Names,
            [.. cells.SelectMany(cell => cell.Predictions.Samples.Select(sample => new PredictionRow(sample, cell.Variant.Model, cell.Variant.Statistics)))],
            [.. cells.SelectMany(cell => cell.Predictions.Probabilities)]);
        cancellation.ThrowIfCancellationRequested();
        IReadOnlyList<(string From, string To)> renamed = PredictionWriter.Write(options.Output, table);
        warnings.AddRange(cells.SelectMany(cell => cell.Warnings));
        if (renamed.Count > 0)
        {
            string names = string.Join(", ", renamed.Select(pair => $"{pair.From} as {pair.To}"));
            warnings.Add(new Warning("columns-renamed", $"Columns of the data whose names mean something else in a file of predictions got another: {names}."));
        }

        return new PredictionResult
        {
            Tool = new ToolResult(ToolInfo.Name, ToolInfo.Version),
            Output = options.Output,
            Sha256 = ContentHash.OfFile(options.Output),
            Rows = table.Rows.Count,
            Models = [.. prepared.Models.Select(ComparisonRunner.Describe)],
            Statistics = [.. cells.Select(cell => cell.Variant.Statistics).Distinct(StringComparer.Ordinal)],
            Domains = [.. cells
                .GroupBy(cell => cell.Domain, StringComparer.Ordinal)
                .Select(domain => new PredictedDomainResult(domain.Key, domain.First().Predictions.Samples.Count, domain.First().Predictions.Labelled.Count()))],
            Classes = table.Classes,
            SkippedSamples = [.. prepared.Models.SelectMany(Skipped).Distinct()],
            Warnings = [.. prepared.Data.Warnings.Concat(warnings).Distinct()],
        };

        IEnumerable<SkippedResult> Skipped(ModelSetup model) => model.Images.Unreadable
            .OrderBy(pair => pair.Key)
            .Select(pair => new SkippedResult(prepared.Data.Splits.Samples[pair.Key].Id, pair.Value));
    }
}
