using System.Globalization;
using ShiftEval.Datasets.Batches;
using ShiftEval.Diagnostics;

namespace ShiftEval.Estimation;

/// <summary>One of several parts of a run's batches: those whose number b, from 0, leaves <c>b mod count = number − 1</c>.</summary>
/// <param name="Number">Which part, from 1.</param>
/// <param name="Count">How many parts there are.</param>
public readonly record struct BatchShard(int Number, int Count)
{
    /// <summary>Reads <c>I/N</c>.</summary>
    /// <exception cref="InputException">It is not two whole numbers of at least 1, the first at most the second.</exception>
    public static BatchShard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('/');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && number >= 1 && number <= count
            ? new BatchShard(number, count)
            : throw new InputException($"--shard {text}", "is not a part such as 2/3, counted from 1", "Write I/N with I from 1 to N");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");

    /// <summary>The samples of this part's batches, in their order: cut by the same plan they give these very batches.</summary>
    /// <exception cref="InputException">The run has fewer batches than there are parts, and this part has none.</exception>
    internal IReadOnlyList<int> Of(IReadOnlyList<int> order, BatchPlan plan)
    {
        List<int> own = [];
        int batches = 0;
        for (int first = 0; first < order.Count; batches++)
        {
            int take = plan.Take(order.Count - first, atEnd: true);
            if (batches % Count == Number - 1)
            {
                own.AddRange(order.Skip(first).Take(take));
            }

            first += take;
        }

        return own.Count > 0
            ? own
            : throw new InputException($"--shard {this}", string.Create(CultureInfo.InvariantCulture, $"the run has {batches} batches, and none is this part's"), string.Create(CultureInfo.InvariantCulture, $"Make at most {batches} parts, or smaller batches with batch="));
    }
}
