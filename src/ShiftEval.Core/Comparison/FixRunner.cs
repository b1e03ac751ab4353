using System.Security.Cryptography;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison;

/// <summary>Writes a training-mode export as an inference-mode file, with the statistics that it holds or with others.</summary>
public static class FixRunner
{
    /// <summary>Mends and writes.</summary>
    /// <exception cref="InputException">The file cannot be mended, or something given cannot be used; nothing was written.</exception>
    /// <exception cref="RunFailedException">Device, disk, memory or numbers failed while running.</exception>
    public static FixResult Run(FixOptions options, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ProblemList problems = new();
        StatisticsSpec? spec = problems.Try(() => SpecParser.ParseOne(options.Statistics));
        (OnnxModel Model, IReadOnlyList<StatisticsChange> Changes)? mended = problems.Try(() => Mend(options.Model));
        if (mended is { } model)
        {
            OnnxModelWriter.CheckWritable(model.Model, options.Output, options.Overwrite, problems);
        }

        if (string.Equals(Path.GetFullPath(options.Output), Path.GetFullPath(options.Model), StringComparison.Ordinal))
        {
            problems.Add(options.Output, "is the model that is read", "Write to another path; the original stays as it is");
        }

        problems.ThrowIfAny();
        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = mended!.Value;
        if (spec!.Head != SpecHead.Ema)
        {
            RecalibrationOptions estimation = new()
            {
                Run = options.Run with { IsFixed = true },
                Model = options.Model,
                Statistics = options.Statistics,
                Output = options.Output,
                Overwrite = options.Overwrite,
            };
            RecalibrationResult result = Recalibrator.Run(estimation, progress, cancellation)[0];
            return new FixResult { Output = options.Output, Sha256 = result.Sha256, Changes = changes, Recalibration = result, Warnings = result.Warnings };
        }

        OnnxModelWriter.Save(written, options.Output, options.Overwrite);
        return new FixResult
        {
            Output = options.Output,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(written.ToBytes())),
            Changes = changes,
            Warnings = [.. Warnings(written)],
        };
    }

    private static (OnnxModel Model, IReadOnlyList<StatisticsChange> Changes)? Mend(string path) => ModelFixer.Apply(OnnxModel.Load(path));

    private static IEnumerable<Warning> Warnings(OnnxModel model)
    {
        foreach (BatchNormLayer layer in BatchNormLayers.Find(model).Where(layer => layer.Stored is not null))
        {
            foreach (Finding finding in StatisticsHealth.Examine(layer.Stored!, layer.Epsilon))
            {
                yield return new Warning(finding.Code, $"layer {layer.Name}: {finding.Message}; estimate others with --statistics.");
            }
        }
    }
}
