using Microsoft.ML.OnnxRuntime;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Bundling;
using ShiftEval.Tests.Datasets;
using ShiftEval.Tests.Estimation;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Statistics.Bundling;

/// <summary>A file, its bundle with three domains of invented statistics, and the file that each of them gives alone, on disk.</summary>
internal sealed class BundledFile : IDisposable
{
    private const int Domains = 3;
    private const int Samples = 7;
    private readonly TemporaryFolder folder = new();
    private readonly string[] singles;

    public BundledFile(string path, string images)
    {
        OnnxModel model = OnnxModel.Load(path);
        foreach (string side in Directory.GetFiles(Path.GetDirectoryName(path)!, "*.bin"))
        {
            File.Copy(side, folder.At(Path.GetFileName(side)));
        }

        Entries = Invent(model);
        (OnnxModel bundle, Changes) = BundleWriter.Write(model, images, Entries);
        Bundle = Put("bundle.onnx", bundle);

        // Operator sets that the runtime has no kernels for run in the form that it is given everywhere else.
        singles = [.. Entries.Select((entry, i) => Put($"single{i + 1}.onnx", StatisticsWriter.Write(model, entry.Statistics).Model)).Prepend(Put("single0.onnx", model))];
        Inputs = Float64Graph.Load(singles[0]).File.Inputs;
        int stated = Inputs.Single(input => input.Name == images).Shape[0];
        Batch = stated > 0 ? stated : Samples;
    }

    public string Bundle { get; }

    public IReadOnlyList<BundleEntry> Entries { get; }

    public IReadOnlyList<StatisticsChange> Changes { get; }

    /// <summary>The inputs of the file, without <c>domain</c>.</summary>
    public IReadOnlyList<OnnxInput> Inputs { get; }

    /// <summary>Samples that a batch has.</summary>
    public int Batch { get; }

    public static IReadOnlyList<BundleEntry> Invent(OnnxModel model, int count = Domains)
    {
        ModelStatistics stored = BatchNormLayers.Stored(BatchNormLayers.FindRewritable(model));
        return [.. Enumerable.Range(1, count).Select(domain =>
        {
            Random random = new(domain);
            return new BundleEntry($"lab{domain}", new ModelStatistics(stored.Layers.Select(layer => KeyValuePair.Create(layer, WrittenFile.Near(stored[layer], random)))));
        })];
    }

    /// <summary>Numbers for the samples of a batch that go through all choices.</summary>
    public long[] Mixed(int start = 0) => [.. Enumerable.Range(start, Batch).Select(i => (long)(i % (Domains + 1)))];

    /// <summary>Every output of the bundle.</summary>
    public IReadOnlyList<double[]> Run(long[] domains, GraphOptimizationLevel level = GraphOptimizationLevel.ORT_ENABLE_ALL) =>
        RuntimeOracle.Run(Bundle, Fed(domains), level);

    /// <summary>Every output, each sample's rows from the file of its domain alone.</summary>
    public IReadOnlyList<double[]> RunSingles(long[] domains)
    {
        IReadOnlyList<double[]>[] all = [.. singles.Select(single => RuntimeOracle.Run(single, Inputs.Zip(SeededInputs.For(Inputs, Samples))))];
        return Pick(all, domains);
    }

    /// <summary>The same by the evaluator in float64, which has every element type.</summary>
    public IReadOnlyList<double[]> EvaluateSingles(long[] domains) =>
        Pick([.. singles.Select(single => (IReadOnlyList<double[]>)[.. Float64Graph.Load(single).Evaluate(SeededInputs.For(Inputs, Samples)).Select(output => output.Data)])], domains);

    /// <summary>Every output of the bundle, by the evaluator.</summary>
    public IReadOnlyList<double[]> Evaluate(long[] domains) =>
        [.. Float64Graph.Load(Bundle).Evaluate(Fed(domains).ToDictionary(fed => fed.Input.Name, fed => fed.Value, StringComparer.Ordinal)).Select(output => output.Data)];

    public void Dispose() => folder.Dispose();

    private static IReadOnlyList<double[]> Pick(IReadOnlyList<double[]>[] all, long[] domains) => [.. all[0].Select((first, output) =>
    {
        int columns = first.Length / domains.Length;
        return domains.SelectMany((domain, row) => all[domain][output].Skip(row * columns).Take(columns)).ToArray();
    })];

    private IEnumerable<(OnnxInput Input, Tensor64 Value)> Fed(long[] domains) =>
        Inputs.Zip(SeededInputs.For(Inputs, Samples)).Append((new OnnxInput("domain", [domains.Length]) { ElementType = OnnxTensor.Int64 }, Tensor64.Integers(domains, domains.Length)));

    private string Put(string name, OnnxModel model)
    {
        File.WriteAllBytes(folder.At(name), model.ToBytes());
        return folder.At(name);
    }
}
