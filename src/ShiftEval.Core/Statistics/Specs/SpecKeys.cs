using System.Globalization;

namespace ShiftEval.Statistics.Specs;

/// <summary>The keys of the spec language: what they take and which heads they go with.</summary>
internal static class SpecKeys
{
    /// <summary>What <c>select=</c> starts with.</summary>
    public const string Wasserstein = "wasserstein:";

    /// <summary>What <c>layers=</c> starts with where it counts layers.</summary>
    public const string First = "first:";

    private static readonly SpecHead[] Estimated = [SpecHead.Precise, SpecHead.Domain, SpecHead.Test, SpecHead.From, SpecHead.Mix];
    private static readonly SpecHead[] Dependent = [SpecHead.Alpha, SpecHead.Batch, SpecHead.Stream, SpecHead.Instance];
    private static readonly SpecHead[] Constant = [.. Estimated, SpecHead.File];
    private static readonly SpecHead[] Replaced = [.. Constant, .. Dependent];

    /// <summary>Every key in canonical order.</summary>
    public static readonly IReadOnlyList<SpecKey> All =
    [
        Choice("method", Estimated, "population", "minibatch", "frozen"),
        Choice("estimator", Estimated, "total", "mean-of-batches"),
        Count("batch", [.. Estimated, SpecHead.Alpha]),
        Choice("order", [.. Estimated, SpecHead.Alpha, SpecHead.Batch, SpecHead.Stream], "shuffled", "file"),
        Count("samples", Estimated),
        Choice("split", [SpecHead.Precise, SpecHead.Domain, SpecHead.From, SpecHead.Mix], "train", "adapt", "test"),
        Choice("balance", Estimated, "none", "source", "uniform"),
        new("layers", "PATTERN or first:K with K from 1", Replaced, IsLayers),
        Choice("only", Replaced, "mean", "variance"),
        new("select", "wasserstein:P with P from 0 to 100", Constant, IsWasserstein),
        Choice("source", [SpecHead.Mix], "ema", "precise"),
        Choice("rule", [SpecHead.Mix, SpecHead.Alpha], "moment", "linear"),
        Count("window", [SpecHead.Stream]),
        new("k", "a number above 0", [SpecHead.Instance], value => TryNumber(value, out double k) && k > 0),
    ];

    /// <summary>The key of that name, or null.</summary>
    public static SpecKey? Find(string? name) => All.FirstOrDefault(key => string.Equals(key.Name, name, StringComparison.Ordinal));

    /// <summary>Reads a finite number in invariant form.</summary>
    public static bool TryNumber(string text, out double value)
    {
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

        // Minus zero is zero, and would be spelt otherwise.
        value += 0.0;
        return isNumber;
    }

    /// <summary>The shortest text that reads back as <paramref name="number"/>.</summary>
    public static string Shortest(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Reads a whole number of at least 1.</summary>
    public static bool TryCount(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= 1;

    private static SpecKey Choice(string name, IReadOnlyList<SpecHead> heads, params string[] choices) =>
        new(name, string.Join('|', choices), heads, value => Array.IndexOf(choices, value) >= 0) { Choices = choices };

    private static SpecKey Count(string name, IReadOnlyList<SpecHead> heads) =>
        new(name, "a whole number of at least 1", heads, value => TryCount(value, out _));

    private static bool IsLayers(string value) =>
        value.StartsWith(First, StringComparison.Ordinal) ? TryCount(value[First.Length..], out _) : value.Length > 0;

    private static bool IsWasserstein(string value) =>
        value.StartsWith(Wasserstein, StringComparison.Ordinal) && TryNumber(value[Wasserstein.Length..], out double share) && share is >= 0 and <= 100;
}
