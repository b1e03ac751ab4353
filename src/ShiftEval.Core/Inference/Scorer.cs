using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using ShiftEval.Datasets.Batches;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;

namespace ShiftEval.Inference;

/// <summary>Runs one model over samples and collects its class scores.</summary>
public sealed class Scorer : IDisposable
{
    private readonly ModelSignature signature;
    private readonly ImageTensorShape size;
    private readonly BatchReader reader;
    private readonly string modelName;
    private readonly string output;
    private readonly ModelSession session;

    /// <summary>A scorer of one model.</summary>
    /// <param name="model">The model with the statistics to score with.</param>
    /// <param name="signature">How images enter it and scores come out.</param>
    /// <param name="size">The images' size.</param>
    /// <param name="reader">Reads the samples.</param>
    /// <param name="device">What to run on.</param>
    /// <exception cref="InputException">The runtime refuses the model.</exception>
    public Scorer(OnnxModel model, ModelSignature signature, ImageTensorShape size, BatchReader reader, ExecutionDevice device)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(device);
        this.signature = signature;
        this.size = size;
        this.reader = reader;
        modelName = model.Name;
        output = signature.Output ?? throw new ArgumentException("names no output with class scores", nameof(signature));
        session = new ModelSession(model, signature.Input, device);
    }

    /// <summary>Numbers per sample that the model gives, found by one run on zeros.</summary>
    /// <exception cref="InputException">The output is not class scores.</exception>
    public int ProbeOutputs(CancellationToken cancellation)
    {
        int batch = signature.Batch ?? 1;
        int outputs = 0;
        session.Run(new float[batch * reader.Elements], signature.InputShape(batch, size.Height, size.Width), [output], values => outputs = Columns(values[0], batch), cancellation);
        return outputs;
    }

    /// <summary>Scores of samples, in the order read.</summary>
    /// <param name="order">Positions of the samples.</param>
    /// <param name="batchSize">Samples a run; a batch that the model fixes goes first.</param>
    /// <param name="progress">Told how many samples are done.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="InputException">Samples cannot be read, or the output is not class scores.</exception>
    /// <exception cref="RunFailedException">The runtime failed, or a score is not a number.</exception>
    public SampleScores Score(IReadOnlyList<int> order, int batchSize, Action<int>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(order);
        int batch = signature.Batch ?? Math.Min(batchSize, Math.Max(order.Count, 1));
        FixedBatch fixedBatch = new(signature.Batch, reader.Elements);
        List<int> indices = [];
        List<float> scores = [];
        int columns = 0;
        foreach (SampleBatch samples in reader.Read(order, new BatchPlan(batch), cancellation))
        {
            (Memory<float> input, int fed) = fixedBatch.Fill(samples);
            int count = samples.Count;
            session.Run(input, signature.InputShape(fed, size.Height, size.Width), [output], Read, cancellation);
            indices.AddRange(samples.Indices);
            progress?.Invoke(indices.Count);

            void Read(IReadOnlyList<OrtValue> values)
            {
                columns = Columns(values[0], fed);
                ReadOnlySpan<float> rows = values[0].GetTensorDataAsSpan<float>()[..(count * columns)];
                CheckNumbers(rows, samples.Indices);
                scores.AddRange(rows);
            }
        }

        return new SampleScores(indices, [.. scores], columns);
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private void CheckNumbers(ReadOnlySpan<float> rows, IReadOnlyList<int> indices)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            // Minus infinity is the logarithm of a probability of 0, and a score.
            if (float.IsNaN(rows[i]) || float.IsPositiveInfinity(rows[i]))
            {
                int columns = rows.Length / indices.Count;
                throw new RunFailedException(
                    $"{modelName}, image {reader.NameOf(indices[i / columns])}",
                    string.Create(CultureInfo.InvariantCulture, $"score {i % columns} is {rows[i]}"),
                    "Check the image and its preprocessing, and the statistics the model ran with");
            }
        }
    }

    private int Columns(OrtValue value, int batch)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        return info.Shape.Length == 2 && info.Shape[0] == batch && info.ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float
            ? (int)info.Shape[1]
            : throw new InputException(
                $"{modelName}, output {output}",
                $"gives {info.ElementDataType} of shape [{string.Join(", ", info.Shape)}] for {batch} images; class scores are Float of shape [N, classes]",
                "Name the output with the class scores with --output, or use a classification model");
    }
}
