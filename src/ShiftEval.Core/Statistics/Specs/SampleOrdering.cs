namespace ShiftEval.Statistics.Specs;

/// <summary>The order in which samples are cut into batches.</summary>
public enum SampleOrdering
{
    /// <summary>By SHA-256 of seed and sample id: the same for any order of the file list.</summary>
    Shuffled,

    /// <summary>As the manifest lists them.</summary>
    File,
}
