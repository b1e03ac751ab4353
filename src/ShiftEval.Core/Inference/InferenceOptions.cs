using System.Globalization;
using ShiftEval.Diagnostics;

namespace ShiftEval.Inference;

/// <summary>Device and threads of every session of a run.</summary>
public sealed record InferenceOptions
{
    /// <summary>What to run on; <see cref="DeviceKind.Auto"/> by default.</summary>
    public DeviceKind Device { get; init; } = DeviceKind.Auto;

    /// <summary>The CUDA device's number, counted from 0.</summary>
    public int DeviceId { get; init; }

    /// <summary>Threads within an operator; 0 (default) takes the machine's processors.</summary>
    public int Threads { get; init; }

    /// <summary>Reads <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:ID</c>.</summary>
    /// <exception cref="InputException">The text is none of these.</exception>
    public static InferenceOptions Parse(string device, int threads)
    {
        ArgumentNullException.ThrowIfNull(device);
        string[] parts = device.Split(':');
        return (parts[0], parts.Length) switch
        {
            ("auto", 1) => new() { Device = DeviceKind.Auto, Threads = threads },
            ("cpu", 1) => new() { Device = DeviceKind.Cpu, Threads = threads },
            ("cuda", 1) => new() { Device = DeviceKind.Cuda, Threads = threads },
            ("cuda", 2) when int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int id) =>
                new() { Device = DeviceKind.Cuda, DeviceId = id, Threads = threads },
            _ => throw new InputException($"--device {device}", "is not a device", "Write auto, cpu, cuda or cuda:ID"),
        };
    }
}
