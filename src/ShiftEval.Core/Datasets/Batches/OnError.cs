namespace ShiftEval.Datasets.Batches;

/// <summary>What happens with a sample that cannot be read.</summary>
public enum OnError
{
    /// <summary>The run ends, naming every such sample.</summary>
    Fail,

    /// <summary>The sample is left out, named and counted.</summary>
    Skip,
}
