using Microsoft.ML.OnnxRuntime;
using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Datasets.Batches;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Tests.Datasets;
using RunOptions = ShiftEval.Comparison.Setup.RunOptions;

namespace ShiftEval.Tests.Comparison;

/// <summary>A bundle beside the files of one domain each, both written by recalibration and run on real images.</summary>
internal static class BundleComparison
{
    private const int Batch = 16;

    /// <summary>The largest |bundle − single file| / max(1, |single file|) over the logits of images of every domain.</summary>
    /// <param name="run">Data and domains, in the order of their numbers.</param>
    /// <param name="model">The model.</param>
    /// <param name="imagesPerDomain">Images of each domain, of any split; each is run with every choice.</param>
    /// <param name="statistics">The spec.</param>
    public static (double Error, int Logits) Run(RunOptions run, string model, int imagesPerDomain, string statistics = "domain")
    {
        using TemporaryFolder folder = new();
        RecalibrationOptions options = new() { Run = run, Model = model, Statistics = statistics, Output = folder.At("single-{domain}.onnx") };
        Recalibrator.Run(options, progress: null, CancellationToken.None);
        RecalibrationResult bundle = Recalibrator.Run(options with { Bundle = true, Output = folder.At("bundle.onnx") }, progress: null, CancellationToken.None).Single();
        Assert.Equal(run.Domains, bundle.Bundle!.Select(domain => domain.Name));

        DataSetup data = DataSetup.Prepare(run, needsTest: false);
        ModelSetup setup = ModelSetup.Prepare("model", model, run, data, ExecutionDevice.Resolve(run.Inference), needsScores: true);
        string[] files = [model, .. run.Domains.Select(domain => folder.At($"single-{domain}.onnx"))];
        Sample[] samples = [.. run.Domains.SelectMany(domain => data.Splits.Samples.Where(sample => sample.Domain == domain).Take(imagesPerDomain))];
        IReadOnlyList<int> order = data.Positions(samples);
        float[][] singles = [.. files.Select(file => Score(setup, file, order))];
        double worst = 0;
        int compared = 0;
        for (int shift = 0; shift < files.Length; shift++)
        {
            // Neighbours in a batch have different numbers, and over the rounds every image has each.
            long[] domains = [.. order.Select((_, i) => (long)((i + shift) % files.Length))];
            float[] mixed = RunBundle(setup, bundle.Output, order, domains);
            int columns = mixed.Length / order.Count;
            for (int i = 0; i < mixed.Length; i++)
            {
                double expected = singles[domains[i / columns]][i];
                worst = Math.Max(worst, Math.Abs(mixed[i] - expected) / Math.Max(1, Math.Abs(expected)));
                compared++;
            }
        }

        return (worst, compared);
    }

    private static float[] Score(ModelSetup setup, string file, IReadOnlyList<int> order)
    {
        using Scorer scorer = setup.CreateScorer(OnnxModel.Load(file));
        return scorer.Score(order, Batch, progress: null, CancellationToken.None).Values;
    }

    private static float[] RunBundle(ModelSetup setup, string path, IReadOnlyList<int> order, long[] domains)
    {
        using SessionOptions quiet = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using InferenceSession session = new(path, quiet);
        using Microsoft.ML.OnnxRuntime.RunOptions options = new();
        List<float> logits = [];
        int done = 0;
        foreach (SampleBatch batch in setup.Images.Read(order, new BatchPlan(Batch), CancellationToken.None))
        {
            float[] images = batch.Values.ToArray();
            using OrtValue x = OrtValue.CreateTensorValueFromMemory(images, setup.Context.Input.Shape(batch.Count));
            using OrtValue domain = OrtValue.CreateTensorValueFromMemory(domains[done..(done + batch.Count)], [batch.Count]);
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, [setup.Context.Input.Name, "domain"], [x, domain], session.OutputNames);
            logits.AddRange(outputs[0].GetTensorDataAsSpan<float>());
            done += batch.Count;
        }

        return [.. logits];
    }
}
