using System.Globalization;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>No file, however damaged or devised, does more to a reader than to be refused.</summary>
/// <remarks>
/// The long form runs where SHIFTEVAL_LONG_TESTS is set: to a number of cases, to first:count, or to anything else for the usual number.
/// </remarks>
public sealed class MutationTests
{
    private const int Few = 204;
    private const int Many = 2800;

    [Fact]
    public void EverythingThatReads_FewMutatedModels_ThrowsNothingButInputException() => Run(0, Few);

    [Fact]
    public void EverythingThatReads_ManyMutatedModels_ThrowsNothingButInputException()
    {
        string? wish = Environment.GetEnvironmentVariable("SHIFTEVAL_LONG_TESTS");
        Assert.SkipWhen(string.IsNullOrEmpty(wish), "SHIFTEVAL_LONG_TESTS is not set.");
        int[] numbers = [.. wish!.Split(':').Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)];
        (int first, int count) = numbers is [int from, > 0 and int wanted] ? (from, wanted) : (Few, numbers is [> 1 and int all] ? all : Many);
        Run(first, count);
    }

    private static void Run(int first, int count)
    {
        List<string> failures = [];
        int refused = 0;
        for (int number = first; number < first + count; number++)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            try
            {
                refused += MutationRun.Of(number) > 0 ? 1 : 0;
            }
            catch (Xunit.Sdk.XunitException failure)
            {
                failures.Add(failure.Message);
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {count} cases\n{string.Join('\n', failures)}");
        Assert.True(count < Few || (refused > count / 4 && refused < count), $"{refused} of {count} refused: the damage is too strong or too weak to tell");
    }
}
