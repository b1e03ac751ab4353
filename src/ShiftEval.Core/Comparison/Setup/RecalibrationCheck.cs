using System.Diagnostics.CodeAnalysis;
using ShiftEval.Comparison.Store;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation;
using ShiftEval.Estimation.Targets;
using ShiftEval.Estimation.TestTime;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Folding;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison.Setup;

/// <summary>Names what stands in the way of giving a model other statistics, before anything is measured.</summary>
internal static class RecalibrationCheck
{
    /// <param name="model">The model.</param>
    /// <param name="specs">What will be asked of it.</param>
    /// <param name="data">The run's data: a folded model needs source images.</param>
    /// <param name="problems">Receives what was found.</param>
    public static void Check([NotNull] ModelSetup? model, IReadOnlyList<StatisticsSpec> specs, DataSetup data, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (specs.All(spec => spec.Head == SpecHead.Ema))
        {
            return;
        }

        FileStatistics.Check(model, specs, problems);
        FoldSelection? folding = null;
        if (!problems.Check(() => folding = model.Folding))
        {
            return;
        }

        bool isMeasurable = folding is null
            ? problems.Check(() => new StatisticsEstimator(model.Context).Check())
            : problems.Check(() => FoldedTarget.Check(model.Context, folding));
        if (isMeasurable)
        {
            CheckLayers(model, folding, specs, problems);
        }

        if (isMeasurable && folding is null && specs.Any(spec => !spec.IsConstant))
        {
            problems.Check(() => TestTimeScorer.Check(model.Context));
        }

        if (folding is not null)
        {
            CheckFolded(model, folding, specs, data, problems);
        }
    }

    // A pattern that fits nothing would give the stored statistics under another name. Of a folded model the names are known without measuring.
    private static void CheckLayers(ModelSetup model, FoldSelection? folding, IReadOnlyList<StatisticsSpec> specs, ProblemList problems)
    {
        IReadOnlyList<BatchNormLayer> layers = BatchNormLayers.FindRewritable(folding is null ? model.Model : Unfolding.Insert(model.Model, folding));
        ModelStatistics stored = BatchNormLayers.Stored(layers);
        foreach (StatisticsSpec spec in specs.Where(spec => spec.Replacement.Layers is not null))
        {
            new Replacement(spec.Replacement, stored).Check($"--statistics {spec.Text}", model.Model.Name, problems);
        }
    }

    private static void CheckFolded(ModelSetup model, FoldSelection folding, IReadOnlyList<StatisticsSpec> specs, DataSetup data, ProblemList problems)
    {
        if (model.Provenance?.Folded is not null)
        {
            problems.Add(
                model.Model.Name,
                $"is renormalised already, to images of {string.Join(", ", model.Provenance.Domains)}: what its convolutions give on source images is no longer what training left",
                "Start from the file as it was exported");
        }

        if (data.Roles.Sources.Count == 0)
        {
            string otherwise = model.Layers.Count > 0 ? $", or give --layers {FoldSelection.None} to re-estimate its {model.Layers.Count} BatchNorm nodes alone" : "";
            problems.Add(
                model.Model.Name,
                $"seems to have BatchNorm folded into {folding.Taken.Count} of its {folding.Candidates.Count} convolutions (shifteval inspect lists them), which takes source images to undo, and no source domain is known",
                $"Name the domains trained on with --source, or export the model without folding{otherwise}");
        }
        else
        {
            problems.Try(() => data.Splits.Precise(data.Roles.Sources));
        }

        foreach (StatisticsSpec spec in specs.Where(spec => !spec.IsConstant))
        {
            problems.Add($"--statistics {spec.Text}", $"{model.Model.Name} seems to have BatchNorm folded into its convolutions (shifteval inspect lists them), which statistics of the images scored cannot follow", "Use domain or another spec whose statistics are constants, or --layers none where nothing was folded");
        }

        foreach (StatisticsSpec spec in specs.Where(spec => spec.Method == EstimationMethod.Minibatch))
        {
            problems.Add($"--statistics {spec.Text}", $"{model.Model.Name} has BatchNorm folded into its convolutions, which mini-batches cannot measure", "Use method=population");
        }
    }
}
