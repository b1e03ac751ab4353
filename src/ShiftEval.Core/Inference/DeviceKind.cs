namespace ShiftEval.Inference;

/// <summary>What a session runs on.</summary>
public enum DeviceKind
{
    /// <summary>CUDA where the runtime offers it, else the CPU; the choice is told.</summary>
    Auto,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>One CUDA device; not to be had is a failure, never a fallback.</summary>
    Cuda,
}
