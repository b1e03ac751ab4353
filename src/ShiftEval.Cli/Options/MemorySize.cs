using System.Globalization;
using ShiftEval.Diagnostics;

namespace ShiftEval.Cli.Options;

/// <summary>Reads sizes such as <c>512MB</c> or <c>8GiB</c>.</summary>
internal static class MemorySize
{
    private static readonly (string Suffix, long Factor)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1), ("", 1),
    ];

    /// <exception cref="InputException">The text is no size.</exception>
    public static long Parse(string text)
    {
        foreach ((string suffix, long factor) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text[..^suffix.Length].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
                && value * factor >= 1 && value * factor <= long.MaxValue / 2)
            {
                return (long)(value * factor);
            }
        }

        throw new InputException($"--memory {text}", "is not a size", "Write a number with B, KB, MB, GB, KiB, MiB or GiB, as in 4GiB");
    }
}
