namespace ShiftEval.Reports.Html;

/// <summary>An axis from data to pixels, with round ticks.</summary>
internal sealed class HtmlScale
{
    private readonly double from;
    private readonly double to;

    /// <summary>Holds all the values with round ends.</summary>
    public HtmlScale(IEnumerable<double?> values, double from, double to)
    {
        double[] known = [.. values.OfType<double>().Where(double.IsFinite)];
        (double least, double most) = known.Length == 0 ? (0, 1) : (known.Min(), known.Max());
        double span = Math.Max(most - least, Math.Max(1e-6, Math.Abs(most) * 1e-6));
        double magnitude = Math.Pow(10, Math.Floor(Math.Log10(span / 4)));
        double step = new[] { 1, 2, 5, 10 }.Select(unit => unit * magnitude).First(unit => span / unit <= 6);
        long first = (long)Math.Floor((least / step) + 1e-9);
        long last = Math.Max(first + 1, (long)Math.Ceiling((most / step) - 1e-9));
        Ticks = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
        (this.from, this.to) = (from, to);
    }

    /// <summary>The ticks, from end to end.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Where a value stands.</summary>
    public double At(double value) => from + ((to - from) * (value - Ticks[0]) / (Ticks[^1] - Ticks[0]));
}
