using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;

namespace ShiftEval.Comparison.Setup;

/// <summary>The classes that all models of a run share.</summary>
internal static class ClassSetup
{
    private const string MetadataKey = "id2label";
    private const string ConfigFile = "config.json";

    /// <exception cref="InputException">The models give different numbers of scores, or no classes fit them.</exception>
    public static ClassList Resolve(IReadOnlyList<ModelSetup> models, RunOptions options, DataSetup data, List<Warning> warnings, CancellationToken cancellation)
    {
        int[] outputs = [.. models.Select(model => Outputs(model, cancellation))];
        if (Array.FindIndex(outputs, count => count != outputs[0]) is > 0 and int other)
        {
            throw new InputException(models[other].Model.Name, $"gives {outputs[other]} scores, {models[0].Model.Name} gives {outputs[0]}", "Compare models with the same classes");
        }

        ModelSetup first = models[0];
        ClassList classes = ClassList.Resolve(new ClassListRequest
        {
            Dataset = data.Dataset,
            Outputs = outputs[0],
            Option = options.Classes,
            ProjectFileClasses = options.ProjectClasses,
            ModelMetadata = first.Model.Metadata.GetValueOrDefault(MetadataKey),
            ConfigPath = first.Model.Folder is { } folder ? Path.Combine(folder, ConfigFile) : null,
        });
        warnings.AddRange(classes.Warnings);
        return classes;
    }

    // A run on zeros tells what the file does not; it needs no image.
    private static int Outputs(ModelSetup model, CancellationToken cancellation)
    {
        if (model.Signature.Outputs is { } stated)
        {
            return stated;
        }

        using Scorer scorer = model.CreateScorer(model.Model);
        return scorer.ProbeOutputs(cancellation);
    }
}
