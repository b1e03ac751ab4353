using System.Globalization;
using ShiftEval.Metrics;

namespace ShiftEval.Cli.Rendering;

/// <summary>Intervals drawn in text on an axis that all rows share: <c>├──●───┤</c>.</summary>
internal sealed class IntervalBars
{
    private const int Width = 21;
    private readonly double low;
    private readonly double high;

    /// <summary>An axis that holds all values and limits, its ends rounded outward to tenths.</summary>
    public IntervalBars(IEnumerable<MetricValue> values)
    {
        double[] ends = [.. values.SelectMany(value => new[] { value.Value, value.Low, value.High }).OfType<double>()];
        low = ends.Length == 0 ? 0 : Math.Floor(Math.Round(ends.Min() * 10, 9)) / 10;
        high = ends.Length == 0 ? 1 : Math.Ceiling(Math.Round(ends.Max() * 10, 9)) / 10;
        high = high > low ? high : low + 0.1;
    }

    /// <summary>The axis' ends, over the bars.</summary>
    /// <param name="percent">Whether they are shown in percent.</param>
    public string Header(bool percent)
    {
        string left = End(low, percent);
        string right = End(high, percent);
        return left + right.PadLeft(Width - left.Length);
    }

    /// <summary>One row's bar; blank where there is no value.</summary>
    public string Bar(MetricValue value)
    {
        if (value.Value is not { } point)
        {
            return "";
        }

        char[] bar = new char[Width];
        Array.Fill(bar, ' ');
        if (value.Low is { } from && value.High is { } to)
        {
            Array.Fill(bar, '─', Place(from), Place(to) - Place(from) + 1);
            bar[Place(from)] = '├';
            bar[Place(to)] = '┤';
        }

        bar[Place(point)] = '●';
        return new string(bar);
    }

    private static string End(double value, bool percent) => (percent ? value * 100 : value).ToString("0.#", CultureInfo.InvariantCulture);

    private int Place(double value) => (int)Math.Round((value - low) / (high - low) * (Width - 1));
}
