namespace ShiftEval.Diagnostics;

/// <summary>One thing that is wrong with what the user gave, in the form where · what · remedy.</summary>
/// <param name="Where">The file, option, node or row, written as the user would look it up.</param>
/// <param name="What">What is wrong there: a clause without a final full stop.</param>
/// <param name="Remedy">What to do about it: a clause without a final full stop.</param>
public sealed record Problem(string Where, string What, string Remedy)
{
    /// <summary>The problem as one line: <c>where: what. Remedy.</c></summary>
    public override string ToString() => $"{Where}: {What}. {Remedy}.";
}
