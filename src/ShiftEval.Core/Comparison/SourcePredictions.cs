using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Comparison;

/// <summary>What a model, as it stands, predicts for the source images: the yardstick of class mixes elsewhere.</summary>
/// <param name="Mean">Mean prediction, shape [classes].</param>
/// <param name="LabelShares">Share of each class among their labels, shape [classes]; null where none has a label.</param>
internal sealed record SourcePredictions(double[] Mean, double[]? LabelShares)
{
    private const int BatchSize = 32;

    public static SourcePredictions Of(ModelSetup model, DataSetup data, ClassList classes, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        IReadOnlyList<Sample> source = data.Splits.Precise(data.Roles.Sources);
        (double[] probabilities, IReadOnlyList<int> read) = ClassPredictions.Of(
            model,
            model.Model,
            data.Positions(source),
            BatchSize,
            done => progress?.Report(new ProgressStep($"{model.Name}: predicting the source images", done, source.Count)),
            cancellation);
        return read.Count > 0
            ? new SourcePredictions(
                ClassPredictions.Mean(probabilities, classes.Names.Count),
                ClassPredictions.LabelShares(read.Select(position => data.Splits.Samples[position]), classes))
            : throw new InputException("--data", "none of the source images can be read, whose class mix balance= starts from", "Repair the files");
    }
}
