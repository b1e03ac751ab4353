using System.Collections.Concurrent;
using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets.Batches;

/// <summary>Samples that could not be read: what happens with them, and which they were.</summary>
internal sealed class UnreadableSamples(IReadOnlyList<Sample> samples, OnError onError, int? maximum)
{
    private const int Listed = 20;
    private readonly ConcurrentDictionary<int, string> reasons = new();

    /// <summary>Whether a read goes on after such a sample.</summary>
    public bool IsSkipping => onError == OnError.Skip;

    /// <summary>Positions of the samples found unreadable, with the reason.</summary>
    public IReadOnlyDictionary<int, string> Reasons => reasons;

    /// <summary>Notes one unreadable sample.</summary>
    public void Add(int index, string reason) => reasons[index] = reason;

    /// <summary>Throws when samples were unreadable and may not be skipped, or too many were.</summary>
    /// <exception cref="InputException">Names the samples one by one.</exception>
    public void ThrowIfRefused()
    {
        if (reasons.IsEmpty || (IsSkipping && reasons.Count <= (maximum ?? int.MaxValue)))
        {
            return;
        }

        List<Problem> problems = [.. reasons.OrderBy(pair => pair.Key).Take(Listed).Select(pair =>
            new Problem(samples[pair.Key].Id, pair.Value, IsSkipping ? "Replace the file or take it out of the data" : "Replace the file, take it out of the data, or add --on-error skip"))];
        if (reasons.Count > Listed)
        {
            problems.Add(new Problem("--data", $"{reasons.Count - Listed} more samples cannot be read", "Repair them as well"));
        }

        if (IsSkipping)
        {
            problems.Add(new Problem($"--max-errors {maximum}", $"{reasons.Count} samples cannot be read", "Repair the data or raise the limit"));
        }

        throw new InputException(problems);
    }
}
