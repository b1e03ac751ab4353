namespace ShiftEval.Statistics.Specs;

/// <summary>What the layers below a BatchNorm are normalised with while it is measured.</summary>
public enum EstimationMethod
{
    /// <summary>Layer by layer over all samples, earlier layers already at population statistics. Independent of batch size and order.</summary>
    Population,

    /// <summary>One pass in training mode: each batch normalises itself (Wu &amp; Johnson's PreciseBN).</summary>
    Minibatch,

    /// <summary>Earlier layers keep the stored statistics.</summary>
    Frozen,
}
