namespace ShiftEval.Comparison.Measuring;

/// <summary>How the predictions for the images of a case become one.</summary>
internal enum CaseRule
{
    /// <summary>The mean of their probabilities.</summary>
    Mean,

    /// <summary>The largest probability of the positive class.</summary>
    Max,

    /// <summary>The share of images predicted as each class.</summary>
    Vote,
}
