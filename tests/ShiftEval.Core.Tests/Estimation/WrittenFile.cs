using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Folding;
using ShiftEval.Tests.Reference;
using ShiftEval.Tests.Shipped;

namespace ShiftEval.Tests.Estimation;

/// <summary>A file whose statistics are replaced by invented ones.</summary>
/// <param name="Name">A short name that no other has.</param>
/// <param name="Path">The file read.</param>
internal sealed record WrittenFile(string Name, string Path)
{
    private const double Spread = 0.5;
    private static readonly string[] SmearModels = ["all/seed0.onnx", "all/seed0.folded.onnx", "leave-out-birk/seed1.onnx", "nbs/nbs2.onnx"];

    private static readonly Lazy<IReadOnlyList<WrittenFile>> LazyShipped = new(() =>
    [
        .. AnyOnnxFixture.Models.Values.Where(model => !model.IsRefused).Select(model => new WrittenFile($"any-onnx/{model.File}", AnyOnnxFixture.PathOf(model.File))),
        .. In("tiny", TinyFixture.Folder),
        .. In("folding", System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", "folding")),
        .. SmearModels.Select(file => new WrittenFile($"smears/{file}", RepositoryFolder.At("models", "smears", file))),
    ]);

    /// <summary>Those that every checkout has.</summary>
    public static IReadOnlyList<WrittenFile> Shipped => LazyShipped.Value;

    /// <summary>An operator that the runtime cannot run as it stands in the file; empty if there is none.</summary>
    public string MissingKernel => AnyOnnxFixture.Models.TryGetValue(System.IO.Path.GetFileName(Path), out AnyOnnxModel? model) ? model.MissingKernel : "";

    /// <summary>Every model below a folder that statistics can be written into.</summary>
    public static IReadOnlyList<WrittenFile> Below(string folder) => [.. ReferenceFile.Paths(folder)
        .Select(file => new WrittenFile(file, System.IO.Path.Combine(folder, file)))
        .Where(file => file.CanBeWritten())];

    /// <summary>Writes the file with other statistics, and the side files that it names, into a folder.</summary>
    /// <returns>The path written.</returns>
    public string WriteTo(string folder) => Put(Rewrite(OnnxModel.Load(Path)).ToBytes(), folder);

    /// <summary>Copies the file as it is, and the side files that it names, into a folder: what tools outside do to it stays there.</summary>
    /// <returns>The path of the copy.</returns>
    public string CopyTo(string folder) => Put(File.ReadAllBytes(Path), folder);

    private string Put(byte[] bytes, string folder)
    {
        string path = System.IO.Path.Combine(folder, Name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        foreach (string side in Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!, "*.bin"))
        {
            File.Copy(side, System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, System.IO.Path.GetFileName(side)), overwrite: true);
        }

        return path;
    }

    private static IEnumerable<WrittenFile> In(string name, string folder) =>
        ReferenceFile.Paths(folder).Select(file => new WrittenFile($"{name}/{file}", System.IO.Path.Combine(folder, file)));

    private bool CanBeWritten()
    {
        OnnxModel model = OnnxModel.Load(Path);
        IReadOnlyList<BatchNormLayer> layers = BatchNormLayers.Find(model);
        return layers.Count > 0 ? layers.All(layer => layer.Refusal is null) : FoldSelection.Default(model).Taken.Count > 0;
    }

    /// <summary>The model with other statistics; one without BatchNorm renormalised where that was folded in.</summary>
    private static OnnxModel Rewrite(OnnxModel model)
    {
        Random random = new(5);
        if (BatchNormLayers.Find(model).Count > 0)
        {
            ModelStatistics stored = BatchNormLayers.Stored(BatchNormLayers.FindRewritable(model));
            return StatisticsWriter.Write(model, new ModelStatistics(
                stored.Layers.Select(layer => KeyValuePair.Create(layer, Near(stored[layer], random))))).Model;
        }

        FoldSelection selection = FoldSelection.Default(model);
        ModelStatistics source = new(selection.Taken.Select(candidate => KeyValuePair.Create(candidate.Name, Near(Standard(candidate), random))));
        ModelStatistics target = new(source.Layers.Select(layer => KeyValuePair.Create(layer, Near(source[layer], random))));
        return FoldBack.Write(model, selection, source, target).Model;
    }

    private static LayerStatistics Standard(FoldCandidate candidate) =>
        new(new double[candidate.Channels!.Value], [.. Enumerable.Repeat(1.0, candidate.Channels.Value)]);

    /// <summary>Half a standard deviation to either side at most, half to one and a half times the variance; sick values give healthy ones.</summary>
    internal static LayerStatistics Near(LayerStatistics stored, Random random)
    {
        double[] mean = new double[stored.Channels], variance = new double[stored.Channels];
        for (int c = 0; c < mean.Length; c++)
        {
            double old = stored.Variance[c] is > 1e-6 and < 1e6 and double healthy ? healthy : 1;
            mean[c] = (Math.Abs(stored.Mean[c]) < 1e3 ? stored.Mean[c] : 0) + (((random.NextDouble() * 2) - 1) * Spread * Math.Sqrt(old));
            variance[c] = old * (1 - Spread + random.NextDouble());
        }

        return new LayerStatistics(mean, variance);
    }
}
