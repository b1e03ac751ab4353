using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Comparison;

/// <summary>Names the images that a run left out because they cannot be read.</summary>
internal static class SkippedImages
{
    public static IEnumerable<Warning> Of(ModelSetup model, DataSetup data) => model.Images.Unreadable.OrderBy(pair => pair.Key).Select(pair =>
    {
        Sample sample = data.Splits.Samples[pair.Key];
        return new Warning("skipped", $"{sample.Id} {pair.Value}; it was left out.", sample.Domain);
    });
}
