using Microsoft.ML.OnnxRuntime;

namespace ShiftEval.Inference;

/// <summary>Collects the scores of one batch after the other.</summary>
internal sealed class ScoreCollector(ScoreReader reader)
{
    private readonly List<int> indices = [];
    private readonly List<float> scores = [];
    private int columns;

    /// <summary>Samples so far.</summary>
    public int Count => indices.Count;

    /// <summary>Takes a batch.</summary>
    /// <param name="value">The output.</param>
    /// <param name="batch">Samples in it, padding among them.</param>
    /// <param name="samples">Positions of the samples wanted.</param>
    /// <param name="first">Rows before theirs.</param>
    public void Add(OrtValue value, int batch, IReadOnlyList<int> samples, int first = 0)
    {
        columns = reader.Columns(value, batch);
        scores.AddRange(reader.Rows(value, batch, first, samples));
        indices.AddRange(samples);
    }

    /// <summary>All of them, in the order in which they came.</summary>
    public SampleScores ToScores() => new(indices, [.. scores], columns);
}
