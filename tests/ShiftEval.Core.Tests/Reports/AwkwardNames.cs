namespace ShiftEval.Tests.Reports;

/// <summary>The names that a made-up result takes from its data.</summary>
/// <param name="Model">The model; also its input, output and layers.</param>
/// <param name="Statistics">The specs, the first one the reference.</param>
/// <param name="Domains">The domains, the first one trained on.</param>
/// <param name="Classes">The classes.</param>
/// <param name="Column">The column of cases and slices, and its value.</param>
internal sealed record AwkwardNames(string Model, string[] Statistics, string[] Domains, string[] Classes, string Column)
{
    /// <summary>Names as they are met, with what CSV, Markdown and XML must quote.</summary>
    public static AwkwardNames Usual { get; } =
        new("nets/\"v2\", final.onnx", ["ema", "mix:0.5,rule=linear"], ["lab_a|north", "São Paulo <2>"], ["basophil", "it's \"other\""], "scanner");

    /// <summary>One name wherever data give one; told apart by number where results need it.</summary>
    public static AwkwardNames Everywhere(string name) => new(name, [name, $"{name}2"], [name, $"{name}2"], [name, $"{name}2"], name);

    /// <summary>As many domains and classes as wanted.</summary>
    public static AwkwardNames Sized(int domains, int classes) =>
        Usual with { Domains = [.. Enumerable.Range(1, domains).Select(i => $"lab {i}")], Classes = [.. Enumerable.Range(1, classes).Select(i => $"class {i}")] };
}
