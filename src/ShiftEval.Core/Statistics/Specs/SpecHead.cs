namespace ShiftEval.Statistics.Specs;

/// <summary>Where the mean and variance come from: the first word of a statistics spec.</summary>
public enum SpecHead
{
    /// <summary><c>ema</c>: the file's own.</summary>
    Ema,

    /// <summary><c>precise</c>: PreciseBN over the source domains' training images.</summary>
    Precise,

    /// <summary><c>domain</c>: each scored domain's own adapt images.</summary>
    Domain,

    /// <summary><c>test</c>: the scored images themselves (transductive).</summary>
    Test,

    /// <summary><c>from=NAME</c> or <c>from=*</c>: one named domain's images, for every scored domain.</summary>
    From,

    /// <summary><c>mix:W</c> or <c>mix:N=…</c>: a mixture of source and domain statistics.</summary>
    Mix,

    /// <summary><c>alpha:A</c>: α-BN, a mixture with each test batch.</summary>
    Alpha,

    /// <summary><c>batch:B</c>: each scored mini-batch's own.</summary>
    Batch,

    /// <summary><c>file:PATH</c>: a statistics file.</summary>
    File,

    /// <summary><c>stream:ema</c> or <c>stream:window=K</c>: in arrival order.</summary>
    Stream,

    /// <summary><c>instance:k=…</c>: NOTE's corrected instance statistics.</summary>
    Instance,
}
