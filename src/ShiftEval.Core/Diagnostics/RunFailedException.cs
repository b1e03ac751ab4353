namespace ShiftEval.Diagnostics;

/// <summary>The input was accepted, but the work failed while running: device, disk, memory, or numbers that are not finite.</summary>
public sealed class RunFailedException : Exception
{
    /// <summary>A failure in the form where · what · remedy.</summary>
    public RunFailedException(string where, string what, string remedy, Exception? cause = null)
        : base(new Problem(where, what, remedy).ToString(), cause)
    {
    }
}
