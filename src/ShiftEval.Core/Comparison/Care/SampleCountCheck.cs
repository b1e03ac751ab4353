using System.Globalization;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation;

namespace ShiftEval.Comparison.Care;

/// <summary>Warns where a layer's statistics rest on few values per channel: images × positions.</summary>
internal static class SampleCountCheck
{
    /// <summary>The warning's code.</summary>
    public const string Code = "too-few-samples";

    // With a thousand independent values a mean is known to 3 % of a standard deviation, a variance to 4 %; neighbouring positions are not even independent.
    private const double FewestValues = 1000;

    public static Warning? Of(string model, EstimationResult estimation)
    {
        KeyValuePair<string, double>[] few = [.. estimation.Counts.Where(count => count.Value is > 0 and < FewestValues)];
        if (few.Length == 0)
        {
            return null;
        }

        KeyValuePair<string, double> fewest = few.MinBy(count => count.Value);
        return new Warning(
            Code,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{model}: {estimation.Samples.Count} images give {few.Length} of {estimation.Counts.Count} layers fewer than {FewestValues:0} values per channel (fewest: {fewest.Key}, {fewest.Value:0}): their statistics are noisy; use more images, or mix:N=16."));
    }
}
