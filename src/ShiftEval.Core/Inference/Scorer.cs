using ShiftEval.Datasets.Batches;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;

namespace ShiftEval.Inference;

/// <summary>Runs one model over samples and collects its class scores.</summary>
public sealed class Scorer : IDisposable
{
    private readonly ModelInput input;
    private readonly IBatchSource reader;
    private readonly string output;
    private readonly ScoreReader scores;
    private readonly ModelSession session;

    /// <summary>A scorer of one model.</summary>
    /// <param name="model">The model with the statistics to score with.</param>
    /// <param name="input">How samples are fed to it.</param>
    /// <param name="output">Name of the output with the class scores.</param>
    /// <param name="reader">Reads the samples.</param>
    /// <param name="device">What to run on.</param>
    /// <exception cref="InputException">The runtime refuses the model.</exception>
    public Scorer(OnnxModel model, ModelInput input, string output, IBatchSource reader, ExecutionDevice device)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(device);
        this.input = input;
        this.output = output;
        this.reader = reader;
        scores = new ScoreReader(model.Name, output, reader);
        session = new ModelSession(RunnableModel.Of(model, output), input.Name, device, input.ElementType);
    }

    /// <summary>Numbers per sample that the model gives, found by one run on zeros.</summary>
    /// <exception cref="InputException">The output is not class scores.</exception>
    public int ProbeOutputs(CancellationToken cancellation)
    {
        int batch = input.Batch ?? 1;
        int outputs = 0;
        session.Run(new float[batch * reader.Elements], input.Shape(batch), [output], values => outputs = scores.Columns(values[0], batch), cancellation);
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
        int batch = input.Batch ?? Math.Min(batchSize, Math.Max(order.Count, 1));
        FixedBatch fixedBatch = new(input.Batch, reader.Elements);
        ScoreCollector collected = new(scores);
        foreach (SampleBatch samples in reader.Read(order, new BatchPlan(batch), cancellation))
        {
            (Memory<float> tensor, int fed) = fixedBatch.Fill(samples);
            session.Run(tensor, input.Shape(fed), [output], values => collected.Add(values[0], fed, samples.Indices), cancellation);
            progress?.Invoke(collected.Count);
        }

        return collected.ToScores();
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
