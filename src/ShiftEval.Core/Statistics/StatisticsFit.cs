using ShiftEval.Diagnostics;

namespace ShiftEval.Statistics;

/// <summary>Checks that statistics can be those of given layers; only the words differ from one use to another.</summary>
/// <param name="Statistics">The statistics as the subject of a sentence.</param>
/// <param name="Values">What stands before <c>mean</c> and <c>variance</c>.</param>
/// <param name="Owner">What has the channels.</param>
internal readonly record struct StatisticsFit(string Statistics, string Values, string Owner)
{
    private const string OtherModel = "Use statistics of this model";
    private const string BadValues = "Check the images and the preprocessing";

    /// <summary>Names what is wrong with the statistics of one layer, the first thing found.</summary>
    /// <param name="where">How messages name the layer's node.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="channels">The channels it has.</param>
    /// <param name="statistics">The statistics.</param>
    /// <param name="problems">Receives the problem.</param>
    public void Check(string where, string layer, int? channels, ModelStatistics statistics, ProblemList problems)
    {
        if (!statistics.TryGet(layer, out LayerStatistics? values))
        {
            problems.Add(where, $"{Statistics} have no layer {layer}", OtherModel);
        }
        else if (values.Channels != channels)
        {
            problems.Add(where, $"{Statistics} have {values.Channels} channels, {Owner} has {channels}", OtherModel);
        }
        else if (Array.FindIndex(values.Mean, m => !double.IsFinite(m)) is >= 0 and int badMean)
        {
            problems.Add(where, $"{Values} mean of channel {badMean} is not a finite number", BadValues);
        }
        else if (Array.FindIndex(values.Variance, v => !double.IsFinite(v) || v < 0) is >= 0 and int badVariance)
        {
            problems.Add(where, $"{Values} variance of channel {badVariance} is not a finite number of at least 0", BadValues);
        }
    }
}
