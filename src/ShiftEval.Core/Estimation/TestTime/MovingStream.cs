using Microsoft.ML.OnnxRuntime;
using ShiftEval.Datasets.Batches;
using ShiftEval.Inference;
using ShiftEval.Onnx;

namespace ShiftEval.Estimation.TestTime;

/// <summary>Scores each image with statistics that move towards the images as they arrive (DUA).</summary>
/// <remarks>
/// Mirza et al. (2022), without their augmentation: image k = 1, 2, … runs in training mode, every layer normalised with the image's own
/// moments, and the stored statistics s move by s ← (1−ρ_k)·s + ρ_k·s_image with ρ_k = 0.1·0.94^k + 0.005; then the image is scored
/// with s. Variances are population variances, where their code, as PyTorch does, takes the n−1 form.
/// </remarks>
/// <param name="context">What is fed and how.</param>
/// <param name="measuring">A graph that gives each image's own moments.</param>
/// <param name="measured">Where they come out.</param>
/// <param name="scoring">A graph that takes each image's statistics.</param>
/// <param name="inputs">Where they go in; the layers of <paramref name="measured"/>, in the same order.</param>
/// <param name="output">The output with the class scores.</param>
internal sealed class MovingStream(
    EstimationContext context,
    OnnxModel measuring,
    IReadOnlyList<SampleStatisticsNames> measured,
    OnnxModel scoring,
    IReadOnlyList<SampleStatisticsNames> inputs,
    string output)
{
    private const double StartingMomentum = 0.1;
    private const double Decay = 0.94;
    private const double LeastMomentum = 0.005;

    public SampleScores Score(IReadOnlyList<int> order, int batchSize, Action<int>? progress, CancellationToken cancellation)
    {
        using ModelSession measure = new(measuring, context.Input.Name, context.Device);
        using ModelSession score = new(scoring, context.Input.Name, context.Device);
        ScoreCollector collected = new(new ScoreReader(context.Model.Name, output, context.Reader));
        string[] names = [.. measured.SelectMany(layer => new[] { layer.Mean, layer.Variance })];
        double[][] running = [.. measured.SelectMany(layer => new double[][] { [.. layer.Layer.Layer.Stored!.Mean], [.. layer.Layer.Layer.Stored.Variance] })];
        double decayed = StartingMomentum;
        foreach (SampleBatch batch in context.Reader.Read(order, new BatchPlan(batchSize), cancellation))
        {
            float[][] moments = new float[names.Length][];
            measure.Run(batch.Values, context.Input.Shape(batch.Count), names, Copy, cancellation);
            for (int i = 0; i < batch.Count; i++)
            {
                decayed *= Decay;
                Move(running, moments, i, decayed + LeastMomentum);
            }

            SideInput[] fed = [.. inputs.SelectMany((layer, l) => new[] { Side(layer.Mean, moments[2 * l]), Side(layer.Variance, moments[(2 * l) + 1]) }).Where(side => side.Name.Length > 0)];
            score.Run(batch.Values, context.Input.Shape(batch.Count), [output], values => collected.Add(values[0], batch.Count, batch.Indices), cancellation, fed);
            progress?.Invoke(collected.Count);

            void Copy(IReadOnlyList<OrtValue> values)
            {
                for (int v = 0; v < moments.Length; v++)
                {
                    moments[v] = values[v].GetTensorDataAsSpan<float>().ToArray();
                }
            }

            SideInput Side(string name, float[] values) => new(name, values, [batch.Count, values.Length / batch.Count]);
        }

        return collected.ToScores();
    }

    // The image's moments are taken in, and the running statistics after it stand in their place.
    private static void Move(double[][] running, float[][] moments, int sample, double momentum)
    {
        for (int v = 0; v < running.Length; v++)
        {
            double[] own = running[v];
            for (int c = 0; c < own.Length; c++)
            {
                ref float moment = ref moments[v][(sample * own.Length) + c];
                own[c] += momentum * (moment - own[c]);
                moment = (float)own[c];
            }
        }
    }
}
