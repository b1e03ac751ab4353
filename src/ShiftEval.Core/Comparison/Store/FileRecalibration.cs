using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Comparison.Store;

/// <summary>What <c>recalibrate --statistics file:PATH</c> does with a model whose BatchNorms are nodes: no image is needed.</summary>
internal static class FileRecalibration
{
    /// <summary>Writes the model; null where it is folded, so that source images are needed.</summary>
    /// <exception cref="InputException">Something given cannot be used; nothing was written.</exception>
    public static RecalibrationResult? TryRun(RecalibrationOptions options, StatisticsSpec spec, ProblemList problems)
    {
        OnnxModel? model = problems.Try(() => Load(options));
        StatisticsFile? file = problems.Try(() => StatisticsFileReader.Load(spec.Name!));
        if (model is not null && problems.Try(() => ModelSetup.IsFolded(model, options.Run)))
        {
            return null;
        }

        string output = options.Output ?? DefaultOutput(options.Model, spec.Name!);
        if (output.Contains(RecalibrationOptions.DomainPlaceholder, StringComparison.Ordinal))
        {
            problems.Add(output, "asks for one file a domain, and a statistics file gives one", $"Name a path without {RecalibrationOptions.DomainPlaceholder}");
        }

        StatisticsApplier.CheckOutput(model, options.Model, output, options.Overwrite, problems);
        problems.ThrowIfAny();
        StatisticsApplyResult applied = StatisticsApplier.Apply(model!, file!, output, options.Overwrite);
        return new RecalibrationResult
        {
            Output = applied.Output,
            Sha256 = applied.Sha256,
            Samples = applied.Samples ?? 0,
            Spec = spec.Canonical,
            Domains = applied.Domains,
            Changes = applied.Changes,
            Layers = applied.Layers,
            Warnings = applied.Warnings,
        };
    }

    private static OnnxModel Load(RecalibrationOptions options)
    {
        OnnxModel model = OnnxModel.Load(options.Model);
        if (options.Run.IsFixed)
        {
            return ModelFixer.Apply(model).Model;
        }

        ProblemList training = new();
        InferenceMode.Refuse(model, training);
        training.ThrowIfAny();
        return model;
    }

    /// <summary>The file written where none is named: <c>seed0.onnx</c> with <c>seed0.labC.safetensors</c> gives <c>seed0.labC.onnx</c>.</summary>
    public static string DefaultOutput(string model, string statistics)
    {
        string stem = Path.GetFileNameWithoutExtension(model);
        string tag = Path.GetFileNameWithoutExtension(statistics);
        return $"{(tag.StartsWith(stem + ".", StringComparison.Ordinal) ? tag : $"{stem}.{tag}")}.onnx";
    }
}
