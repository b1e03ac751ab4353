namespace ShiftEval.Statistics.Specs;

/// <summary>One key of the spec language.</summary>
/// <param name="Name">The word before the equals sign.</param>
/// <param name="Takes">What may follow, for error messages.</param>
/// <param name="Heads">The heads it goes with.</param>
/// <param name="IsValid">Whether a value may stand there.</param>
internal sealed record SpecKey(string Name, string Takes, IReadOnlyList<SpecHead> Heads, Func<string, bool> IsValid)
{
    /// <summary>The allowed words, where the key takes one of a few.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];
}
