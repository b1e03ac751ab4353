namespace ShiftEval.Datasets;

/// <summary>Counts what was found and keeps the first 20 for the message.</summary>
internal sealed class Listing
{
    private const int Shown = 20;

    private readonly List<string> shown = [];

    public int Count { get; private set; }

    public void Add(string item)
    {
        if (Count < Shown)
        {
            shown.Add(item);
        }

        Count++;
    }

    /// <summary>"1 image", "3 images".</summary>
    public string Counted(string one, string several) => Count == 1 ? $"1 {one}" : $"{Count} {several}";

    public override string ToString() =>
        Count <= Shown ? string.Join(", ", shown) : $"{string.Join(", ", shown)} and {Count - Shown} more";
}
