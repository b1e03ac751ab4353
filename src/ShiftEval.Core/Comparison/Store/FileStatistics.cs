using ShiftEval.Comparison.Setup;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Targets;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Folding;
using ShiftEval.Statistics.Specs;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Comparison.Store;

/// <summary>The spec <c>file:PATH</c>: statistics that a file holds.</summary>
internal static class FileStatistics
{
    /// <summary>The files that specs name, each once; those that cannot be read go to the problems.</summary>
    public static IReadOnlyList<StatisticsFile> Load(IEnumerable<StatisticsSpec> specs, ProblemList problems) =>
        Load(specs.Where(spec => spec.Head == SpecHead.File).Select(spec => spec.Name!), problems);

    /// <inheritdoc cref="Load(IEnumerable{StatisticsSpec}, ProblemList)"/>
    public static IReadOnlyList<StatisticsFile> Load(IEnumerable<string> paths, ProblemList problems) =>
        [.. paths.Distinct(StringComparer.Ordinal).Select(path => problems.Try(() => StatisticsFileReader.Load(path))).OfType<StatisticsFile>()];

    /// <summary>Names every file that does not fit a model; nothing is measured for that. Files that cannot be read are told elsewhere.</summary>
    public static void Check(ModelSetup model, IEnumerable<StatisticsSpec> specs, ProblemList problems)
    {
        IReadOnlyList<StatisticsFile> files = Load(specs, new ProblemList());
        if (files.Count == 0 || problems.Try(() => Layers(model)) is not { } layers)
        {
            return;
        }

        foreach (StatisticsFile file in files)
        {
            FileFit.Check(file, layers, model.Model.Name, problems);
        }
    }

    /// <summary>The statistics a file gives a model.</summary>
    public static ResolvedStatistics Resolve(string path, ModelSetup model, IStatisticsTarget target)
    {
        StatisticsFile file = StatisticsFileReader.Load(path);
        return new ResolvedStatistics(FileFit.Values(file, target.Stored, target.Context.Adjust), [], file.Provenance?.Domains ?? [], $"file {path}")
        {
            File = file,
            Warnings = [.. FileFit.Warnings(file, model.Model, model.Provenance)],
        };
    }

    // The layers that a folded model will have are known without measuring them.
    private static IReadOnlyList<BatchNormLayer> Layers(ModelSetup model) =>
        BatchNormLayers.FindRewritable(model.Folding is { } folding ? Unfolding.Insert(model.Model, folding) : model.Model);
}
