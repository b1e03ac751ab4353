namespace ShiftEval.Statistics.Specs;

/// <summary>Which class mix the images of an estimation are weighted to, by what the model predicts for them.</summary>
public enum ClassBalance
{
    /// <summary>Every image counts the same.</summary>
    None,

    /// <summary>The classes count as they do among the source images, whose mix the stored statistics were learnt under.</summary>
    Source,

    /// <summary>All classes count alike.</summary>
    Uniform,
}
