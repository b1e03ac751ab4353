using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ShiftEval.Diagnostics;

namespace ShiftEval.Cli.Options;

/// <summary>Makes options whose values are checked, so that a wrong one is refused in words and not by a type's name.</summary>
internal static class OptionValues
{
    /// <summary>An option that takes a text.</summary>
    public static Option<string?> Text(string name, string helpName, string description, params string[] aliases) =>
        new(name, aliases) { HelpName = helpName, Description = description };

    /// <summary>An option that takes a text each time it is given.</summary>
    public static Option<string[]> Texts(string name, string helpName, string description) => new(name) { HelpName = helpName, Description = description };

    /// <summary>An option that takes one of an enum's names, in lower case.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="except">Names that are recognised but not given.</param>
    public static Option<T?> Choice<T>(string name, string description, params T[] except)
        where T : struct, Enum
    {
        string[] names = [.. Enum.GetValues<T>().Except(except).Select(value => value.ToString().ToLowerInvariant())];
        return new Option<T?>(name)
        {
            HelpName = string.Join('|', names),
            Description = description,
            CustomParser = result => Parse<T>(
                result,
                name,
                text => names.Contains(text, StringComparer.Ordinal) ? Enum.Parse<T>(text, ignoreCase: true) : null,
                $"Write {string.Join(" or ", names)}"),
        };
    }

    /// <summary>An option that takes a whole number of at least <paramref name="least"/>.</summary>
    public static Option<int?> Count(string name, string letter, string description, int least) => new(name)
    {
        HelpName = letter,
        Description = description,
        CustomParser = result => Parse<int>(
            result,
            name,
            text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least ? value : null,
            FormattableString.Invariant($"Write a whole number of at least {least}")),
    };

    /// <summary>An option that takes any whole number.</summary>
    public static Option<long?> Seed(string name, string description) => new(name)
    {
        HelpName = "S",
        Description = description,
        CustomParser = result => Parse<long>(
            result,
            name,
            text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null,
            "Write a whole number"),
    };

    /// <summary>An option that takes a number with a decimal point.</summary>
    public static Option<double?> Share(string name, string description) => new(name)
    {
        HelpName = "SHARE",
        Description = description,
        CustomParser = result => Parse<double>(
            result,
            name,
            text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null,
            "Write a share such as 0.95"),
    };

    private static T? Parse<T>(ArgumentResult result, string name, Func<string, T?> read, string remedy)
        where T : struct
    {
        string text = result.Tokens[0].Value;
        if (read(text) is { } value)
        {
            return value;
        }

        result.AddError(new Problem($"{name} {text}", "is not a value of this option", remedy).ToString());
        return null;
    }
}
