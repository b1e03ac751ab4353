using System.Globalization;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;

namespace ShiftEval.Comparison.Care;

/// <summary>Warns where the model sees another class mix in the images adapted to than in the source images.</summary>
/// <remarks>
/// Statistics are moments over all classes: with another mix they move though no image looks any different (Hybrid-TTN, DELTA, NOTE start from
/// this). What is compared are predictions, each set's under the statistics it would be run with. Statistics of another mix draw the
/// predictions towards the source's, so their mean alone shows little: the mix is estimated from them by expectation maximisation.
/// </remarks>
internal sealed class ClassMixCheck(ModelSetup model, DataSetup data, ClassList? classes, long seed)
{
    private const int MostSourceImages = 1000;
    private const int BatchSize = 32;
    private const double LeastDivergence = 0.02;
    private const double Level = 0.01;
    private const int Shown = 2;
    private double[]? source;
    private bool isSourceKnown = true;

    /// <summary>The warning on an estimation, or null: no other mix, or no scores or source images to tell by.</summary>
    /// <param name="rewritten">The model with the estimated statistics.</param>
    /// <param name="samples">Positions of the images they come from.</param>
    /// <param name="cancellation">Ends the predictions.</param>
    public Warning? Of(OnnxModel rewritten, IReadOnlyList<int> samples, CancellationToken cancellation)
    {
        try
        {
            return Compare(rewritten, samples, cancellation);
        }
        catch (Exception exception) when (exception is InputException or RunFailedException)
        {
            // The statistics stand without it; that nobody looked must be said.
            isSourceKnown = false;
            return new Warning("class-mix-unknown", $"the class mix of the images could not be compared with that of the source images: {exception.Message.TrimEnd('.')}.");
        }
    }

    private Warning? Compare(OnnxModel rewritten, IReadOnlyList<int> samples, CancellationToken cancellation)
    {
        // A recalibrated model predicts source images with another lab's statistics: that tells nothing of their mix.
        if (model.Provenance is not null || samples.Count == 0 || Source(cancellation) is not { Length: > 0 } before)
        {
            return null;
        }

        (double[] after, _) = ClassPredictions.Of(model, rewritten, samples, BatchSize, progress: null, cancellation);
        int columns = after.Length / samples.Count;
        ClassMixTest test = ClassMixTest.Of(after, before, columns, seed, cancellation);
        if (test.Divergence < LeastDivergence || test.P > Level)
        {
            return null;
        }

        double[] now = test.Mix;
        double[] then = ClassPredictions.Mean(before, columns);
        IEnumerable<string> largest = Enumerable.Range(0, columns).OrderByDescending(c => Math.Abs(now[c] - then[c])).Take(Shown)
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"{Name(c)} {now[c]:P0} against {then[c]:P0}"));
        string[] domains = [.. samples.Select(position => data.Splits.Samples[position].Domain).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new Warning(
            "class-mix",
            string.Create(
                CultureInfo.InvariantCulture,
                $"by the model's predictions, the images adapted to have another class mix than the source images ({string.Join(", ", largest)}; Jensen-Shannon {test.Divergence:0.00} bits, p {test.P:0.000}): statistics move with the mix, so compare them with ema, and see balance=source."),
            domains.Length == 1 ? domains[0] : null);
    }

    private string Name(int c) => classes is not null && c < classes.Names.Count ? classes.Names[c] : string.Create(CultureInfo.InvariantCulture, $"class {c}");

    private double[]? Source(CancellationToken cancellation)
    {
        if (source is not null || !isSourceKnown || model.Signature.Output is null)
        {
            return source;
        }

        isSourceKnown = false;
        ProblemList problems = new();
        if (problems.Try(() => data.Splits.Precise(data.Roles.Sources)) is not { } images)
        {
            return null;
        }

        // At the new site the source images are often a name in a manifest and no more.
        Sample[] drawn = [.. SampleOrder.Take(images.Where(image => File.Exists(image.Path)), MostSourceImages, seed)];
        source = drawn.Length == 0 ? null : ClassPredictions.Of(model, model.Model, data.Positions(drawn), BatchSize, progress: null, cancellation).Probabilities;
        return source;
    }
}
