namespace ShiftEval.Metrics;

/// <summary>The intervals' names as they stand in results.</summary>
public static class IntervalNames
{
    /// <summary>Wilson's score interval of a proportion, one sample a group.</summary>
    public const string Wilson = "wilson";

    /// <summary>Wilson's interval on the effective sample size of clustered data, with Student's t.</summary>
    public const string WilsonClustered = "wilson-clustered";

    /// <summary>Bias-corrected and accelerated bootstrap over groups.</summary>
    public const string ClusterBootstrap = "cluster-bootstrap-bca";

    /// <summary>Quantiles of the bootstrap over groups as they are.</summary>
    public const string ClusterBootstrapPercentile = "cluster-bootstrap-percentile";

    /// <summary>Wald's interval of an area under the ROC curve, or of a paired difference, with DeLong's variance; one sample a group.</summary>
    public const string DeLong = "delong";

    /// <summary>Newcombe's interval of a difference of paired proportions.</summary>
    public const string NewcombePaired = "newcombe-paired";
}
