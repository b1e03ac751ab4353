using System.CommandLine;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;

namespace ShiftEval.Cli.Options;

/// <summary>What to run on: device, threads, memory.</summary>
internal sealed class DeviceOptions
{
    private readonly Option<string?> device = OptionValues.Text("--device", "auto|cpu|cuda[:ID]", "What to run on (default: auto)");
    private readonly Option<int?> threads = OptionValues.Count("--threads", "N", "Threads (default: the machine's processors)", least: 1);
    private readonly Option<string?> memory = OptionValues.Text("--memory", "SIZE", "Memory for activations and decoded images (default: half of what is free)");

    /// <summary>The options, for a command's list.</summary>
    public IReadOnlyList<Option> All => [device, threads, memory];

    /// <summary>Device and threads.</summary>
    public InferenceOptions Inference(ParseResult parse, ProblemList problems) =>
        problems.Try(() => InferenceOptions.Parse(parse.GetValue(device) ?? "auto", parse.GetValue(threads) ?? 0)) ?? new InferenceOptions();

    /// <summary>Bytes for activations and decoded images; null where nothing was said.</summary>
    public long? Memory(ParseResult parse, ProblemList problems) => parse.GetValue(memory) is { } size ? problems.Try(() => (long?)MemorySize.Parse(size)) : null;
}
