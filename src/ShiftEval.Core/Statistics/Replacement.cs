using ShiftEval.Diagnostics;
using ShiftEval.Statistics.Folding;

namespace ShiftEval.Statistics;

/// <summary>A <see cref="ReplacementRule"/> applied to the layers of one model.</summary>
public sealed class Replacement
{
    private readonly Dictionary<string, int> taken = new(StringComparer.Ordinal);

    /// <param name="rule">What is replaced.</param>
    /// <param name="stored">The statistics that the model holds, layers in the order of its nodes.</param>
    public Replacement(ReplacementRule rule, ModelStatistics stored)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(stored);
        Rule = rule;
        Stored = stored;
        for (int l = 0; l < stored.Layers.Count; l++)
        {
            if (l < (rule.FirstLayers ?? int.MaxValue) && NamePattern.Fits(rule.Layers ?? "*", stored.Layers[l]))
            {
                taken.Add(stored.Layers[l], l);
            }
        }
    }

    /// <summary>What is replaced.</summary>
    public ReplacementRule Rule { get; }

    /// <summary>What the model holds.</summary>
    public ModelStatistics Stored { get; }

    /// <summary>Whether any statistics of a layer are replaced.</summary>
    public bool Takes(string layer) => taken.ContainsKey(layer);

    /// <summary>Refuses a pattern that no layer's name fits.</summary>
    /// <param name="where">How messages name the spec.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="problems">Receives the problem.</param>
    public void Check(string where, string model, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (taken.Count == 0)
        {
            problems.Add(
                where,
                $"no BatchNorm layer of {model} has a name that fits {Rule.Layers}",
                $"Write a pattern with * and ? of their names, nearest first: {NearestNames.Describe(Rule.Layers ?? "", Stored.Layers)}");
        }
    }

    /// <summary>What one layer normalises with: the measured statistics where they are taken, the stored ones elsewhere.</summary>
    public LayerStatistics Apply(string layer, LayerStatistics measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        LayerStatistics old = Stored[layer];
        if (!taken.TryGetValue(layer, out int number))
        {
            return old;
        }

        bool[]? channels = Rule.NearestPercent is { } percent ? Nearest(old, measured, Share(percent, number)) : null;
        return new LayerStatistics(
            Choose(Rule.Mean, channels, measured.Mean, old.Mean),
            Choose(Rule.Variance, channels, measured.Variance, old.Variance));
    }

    /// <summary>The same for all layers.</summary>
    public ModelStatistics Apply(ModelStatistics measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        return new ModelStatistics(Stored.Layers.Select(layer => KeyValuePair.Create(layer, Apply(layer, measured[layer]))));
    }

    private double Share(double percent, int number) =>
        percent / 100 * (Stored.Layers.Count > 1 ? 1 - ((double)number / (Stored.Layers.Count - 1)) : 1);

    // Rounded to the nearest number of channels; of equally near ones the first.
    private static bool[] Nearest(LayerStatistics old, LayerStatistics measured, double share)
    {
        int wanted = (int)Math.Floor((share * old.Channels) + 0.5);
        bool[] nearest = new bool[old.Channels];
        foreach (int channel in Enumerable.Range(0, old.Channels).OrderBy(c => GaussianDistance.Squared(old, measured, c)).Take(wanted))
        {
            nearest[channel] = true;
        }

        return nearest;
    }

    private static double[] Choose(bool isReplaced, bool[]? channels, double[] measured, double[] old) =>
        !isReplaced ? old : channels is null ? measured : [.. measured.Select((value, c) => channels[c] ? value : old[c])];
}
