namespace ShiftEval.Metrics;

/// <summary>The paired tests' names as they stand in results.</summary>
public static class TestNames
{
    /// <summary>McNemar's exact test.</summary>
    public const string McNemar = "mcnemar-exact";

    /// <summary>Permutation that exchanges the two predictions group by group.</summary>
    public const string SignFlip = "sign-flip";
}
