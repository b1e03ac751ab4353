namespace ShiftEval.Statistics.Store;

/// <summary>Names in a statistics file: of metadata, of tensors.</summary>
internal static class StatisticsKeys
{
    public const string Format = "format";
    public const string Forward = "forward";
    public const string Origin = "origin";
    public const string Epsilons = "epsilons";

    public const string Samples = "shifteval.samples";
    public const string Domains = "shifteval.domains";
    public const string Batches = "shifteval.batches";

    /// <summary>Tensors that belong to no layer.</summary>
    public static readonly IReadOnlyList<string> Reserved = [Samples, Domains, Batches];

    public const string Count = ".count";
    public const string Mean = ".mean";
    public const string M2 = ".m2";
    public const string Variance = ".var";
    public const string BatchCount = ".batches";
    public const string SumOfMeans = ".sum_mean";
    public const string SumOfVariances = ".sum_var";
}
