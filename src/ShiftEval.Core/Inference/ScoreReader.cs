using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using ShiftEval.Datasets.Batches;
using ShiftEval.Diagnostics;

namespace ShiftEval.Inference;

/// <summary>Reads class scores from what the runtime gives, and refuses what is none.</summary>
/// <param name="modelName">What messages call the model.</param>
/// <param name="output">The output with the scores.</param>
/// <param name="reader">Names the samples.</param>
internal sealed class ScoreReader(string modelName, string output, IBatchSource reader)
{
    /// <summary>Numbers per sample.</summary>
    /// <exception cref="InputException">The output is not class scores.</exception>
    public int Columns(OrtValue value, int batch)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        long[] shape = info.Shape;
        return shape.Length > 0 && shape[0] == batch && shape.Skip(2).All(side => side == 1) && TensorValues.CanRead(info.ElementDataType)
            ? (int)(shape.Length == 1 ? 1 : shape[1])
            : throw new InputException(
                $"{modelName}, output {output}",
                $"gives {info.ElementDataType} of shape [{string.Join(", ", info.Shape)}] for {batch} images; class scores are floats of shape [N, classes]",
                "Name the output with the class scores with --output, or use a classification model");
    }

    /// <summary>The rows of a batch.</summary>
    /// <param name="value">The output.</param>
    /// <param name="batch">Samples in it, padding among them.</param>
    /// <param name="first">How many leading rows to pass over.</param>
    /// <param name="indices">Positions of the samples of the rows behind these; what follows is padding.</param>
    /// <exception cref="InputException">The output is not class scores.</exception>
    /// <exception cref="RunFailedException">A score is not a number.</exception>
    public float[] Rows(OrtValue value, int batch, int first, IReadOnlyList<int> indices)
    {
        int columns = Columns(value, batch);
        float[] rows = TensorValues.Read(value, (first + indices.Count) * columns)[(first * columns)..];
        for (int i = 0; i < rows.Length; i++)
        {
            // Minus infinity is the logarithm of a probability of 0, and a score.
            if (float.IsNaN(rows[i]) || float.IsPositiveInfinity(rows[i]))
            {
                throw new RunFailedException(
                    $"{modelName}, image {reader.NameOf(indices[i / columns])}",
                    string.Create(CultureInfo.InvariantCulture, $"score {i % columns} is {rows[i]}"),
                    "Check the image and its preprocessing, and the statistics the model ran with");
            }
        }

        return rows;
    }
}
