namespace ShiftEval.Diagnostics;

/// <summary>What the user gave cannot be used. Carries every problem found, not only the first.</summary>
public sealed class InputException : Exception
{
    /// <summary>One problem.</summary>
    public InputException(string where, string what, string remedy)
        : this([new Problem(where, what, remedy)])
    {
    }

    /// <summary>Several problems, gathered before the expensive work.</summary>
    /// <param name="problems">At least one.</param>
    public InputException(IReadOnlyList<Problem> problems)
        : base(string.Join('\n', problems))
    {
        Problems = problems;
    }

    /// <summary>The problems in the order they were found.</summary>
    public IReadOnlyList<Problem> Problems { get; }
}
