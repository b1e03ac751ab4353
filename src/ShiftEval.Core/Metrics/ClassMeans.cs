namespace ShiftEval.Metrics;

/// <summary>Figures averaged over the classes present in the truth.</summary>
internal static class ClassMeans
{
    public static double Recall(ClassTally tally) => OverPresent(tally, static (t, c) => (double)t.Hits[c] / t.Support[c]);

    public static double F1(ClassTally tally) => OverPresent(tally, static (t, c) => 2.0 * t.Hits[c] / (t.Support[c] + t.Predicted[c]));

    /// <summary>Of two classes, that of class 1; both have the same where probabilities sum to 1.</summary>
    public static double RocArea(ClassTally tally) => OneAgainstRest(tally, static (t, c) => t.RocArea[c]);

    /// <summary>Of two classes, that of class 1, the positive one.</summary>
    public static double AveragePrecision(ClassTally tally) => OneAgainstRest(tally, static (t, c) => t.AveragePrecision[c]);

    private static double OneAgainstRest(ClassTally tally, Func<ClassTally, int, double> ofClass) =>
        tally.Support.Length == 2 ? ofClass(tally, 1) : OverPresent(tally, ofClass);

    private static double OverPresent(ClassTally tally, Func<ClassTally, int, double> ofClass)
    {
        double sum = 0;
        int present = 0;
        for (int c = 0; c < tally.Support.Length; c++)
        {
            if (tally.Support[c] > 0)
            {
                sum += ofClass(tally, c);
                present++;
            }
        }

        return sum / present;
    }
}
