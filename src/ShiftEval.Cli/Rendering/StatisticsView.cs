using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;
using ShiftEval.Statistics;

namespace ShiftEval.Cli.Rendering;

/// <summary>Statistics files for people: what was written, what is in one, how two differ.</summary>
internal static class StatisticsView
{
    public static void Write(StatisticsFileResult result, TextWriter output, int width)
    {
        Layers(result.Layers).Write(output, width);
        output.WriteLine();
        string batches = result.Batches is { } count ? $" in {Text(count)} batches" : "";
        string images = result.Samples == 0 ? "the statistics the model holds" : $"{Text(result.Samples)} images of {string.Join(", ", result.Domains)}{batches}";
        output.WriteLine(Printable.Line($"Wrote {result.Output}: {result.Format}, {images} ({result.Spec}){Behind(result.Forward)}."));
    }

    public static void Write(StatisticsApplyResult result, TextWriter output, int width)
    {
        LayerShiftTable.Of(result.Layers).Write(output, width);
        output.WriteLine();
        output.WriteLine(LayerShiftTable.Legend);
        output.WriteLine(result.Changes.Count == 0
            ? $"Wrote {result.Output}: the model held the statistics of {result.Statistics} already."
            : $"Wrote {result.Output} with the statistics of {result.Statistics}.");
    }

    public static void Write(StatisticsShowResult result, TextWriter output, int width)
    {
        output.WriteLine(Printable.Line($"name      {result.Name}"));
        output.WriteLine(Printable.Line($"sha256    {result.Sha256}"));
        output.WriteLine(Printable.Line($"format    {result.Format}{(result.Origin is null ? "" : $", by {result.Origin}")}"));
        if (result.Forward is { } forward)
        {
            output.WriteLine(Printable.Line($"forward   {forward}"));
        }

        if (result.Provenance is { } provenance)
        {
            Write(provenance, result.Batches, output);
        }

        output.WriteLine();
        Layers(result.Layers).Write(output, width);
    }

    public static void Write(StatisticsDiffResult result, TextWriter output, int width)
    {
        TextTable table = new();
        table.AddWords("layer");
        table.AddNumbers("channels");
        foreach (string figure in new[] { "mean shift", "max", "variance ratio", "min", "max", "distance", "max" })
        {
            table.AddNumbers(figure);
        }

        foreach (LayerDifferenceResult layer in result.Layers)
        {
            table.AddRow([
                layer.Name,
                Text(layer.Channels),
                Short(layer.MeanShift.Mean),
                Short(layer.MeanShift.Max),
                Short(layer.VarianceRatio.Mean),
                Short(layer.VarianceRatio.Min),
                Short(layer.VarianceRatio.Max),
                Short(layer.Wasserstein.Mean),
                Short(layer.Wasserstein.Max),
            ]);
        }

        table.Write(output, width);
        output.WriteLine();
        output.WriteLine(Printable.Line($"from {result.From} (a) to {result.To} (b), over channels; in standard deviations of a, sqrt(v+ε):"));
        output.WriteLine("mean shift |m_b−m_a|; variance ratio (v_b+ε)/(v_a+ε); distance: 2-Wasserstein of the two Gaussians.");
    }

    private static void Write(StatisticsProvenance provenance, int? batches, TextWriter output)
    {
        output.WriteLine(Printable.Line($"spec      {provenance.Spec}"));
        output.WriteLine(Printable.Line($"model     {provenance.SourceSha256}"));
        if (provenance.Samples > 0)
        {
            output.WriteLine(Printable.Line($"images    {Text(provenance.Samples)} of {string.Join(", ", provenance.Domains)}{(batches is { } count ? $", {Text(count)} batches" : "")}"));
            output.WriteLine(Printable.Line($"method    {provenance.Method}, {provenance.Estimator}{(provenance.BatchSize is { } size ? $", batch {Text(size)}, order {provenance.Order}, seed {provenance.Seed.ToString(CultureInfo.InvariantCulture)}" : "")}"));
        }

        output.WriteLine(Printable.Line($"by        {provenance.Tool}"));
    }

    private static TextTable Layers(IReadOnlyList<StoredLayerResult> layers)
    {
        TextTable table = new();
        table.AddWords("layer");
        table.AddNumbers("channels");
        table.AddNumbers("count");
        table.AddNumbers("mean from");
        table.AddNumbers("to");
        table.AddNumbers("variance from");
        table.AddNumbers("to");
        foreach (StoredLayerResult layer in layers)
        {
            table.AddRow([
                layer.Name,
                Text(layer.Channels),
                layer.Count?.ToString(CultureInfo.InvariantCulture) ?? MetricText.None,
                Short(layer.Mean?.Least),
                Short(layer.Mean?.Most),
                Short(layer.Variance?.Least),
                Short(layer.Variance?.Most),
            ]);
        }

        return table;
    }

    private static string Behind(string? forward) => forward switch
    {
        null => "",
        "minibatch" => ", each batch normalising itself",
        "population" => ", behind population statistics",
        _ => ", behind the stored statistics",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // What four decimals would make 0 is shown by its size.
    private static string Short(double? value) => value is null ? MetricText.None
        : value.Value.ToString(value != 0 && Math.Abs(value.Value) < 0.0001 ? "0.0e-0" : "0.####", CultureInfo.InvariantCulture);
}
