namespace ShiftEval.Sweeps;

/// <summary>What changes along a sweep.</summary>
public enum SweepAxis
{
    /// <summary>How many images the statistics are estimated from.</summary>
    Samples,

    /// <summary>Samples a batch, with <c>method=minibatch</c>.</summary>
    BatchSize,

    /// <summary>W of <c>mix:W</c>.</summary>
    SourceWeight,

    /// <summary>λ of the running average that training keeps, simulated over batches of the training images.</summary>
    Momentum,

    /// <summary>How many layers, counted from the input, take the new statistics.</summary>
    Layers,
}
