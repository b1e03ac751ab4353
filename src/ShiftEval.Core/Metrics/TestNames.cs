namespace ShiftEval.Metrics;

/// <summary>The paired tests' names as they stand in results.</summary>
public static class TestNames
{
    /// <summary>McNemar's exact test.</summary>
    public const string McNemar = "mcnemar-exact";

    /// <summary>DeLong's z test of two areas under the ROC curve on the same samples.</summary>
    public const string DeLong = "delong";

    /// <summary>Permutation that exchanges the two predictions group by group.</summary>
    public const string SignFlip = "sign-flip";
}
