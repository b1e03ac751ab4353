using ShiftEval.Datasets.Imaging;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Onnx;

namespace ShiftEval.Comparison.Setup;

/// <summary>Finds how images are prepared for a model: the option, the model's metadata, or a file beside it.</summary>
internal static class PreprocessingFinder
{
    public const string MetadataKey = "shifteval.preprocess";
    private const string FileName = "preprocessor_config.json";
    private const string Unit = "unit";

    /// <exception cref="InputException">There is none to be found, or what was found cannot be used.</exception>
    public static Preprocessing Find(OnnxModel model, ModelSignature signature, string? option, string? projectFolder)
    {
        if (option == Unit)
        {
            return signature is { Height: { } height, Width: { } width }
                ? Preprocessing.Unit(height, width)
                : throw new InputException($"--preprocess {Unit}", $"{model.Name} does not fix its image size, so there is none to resize to", "Give a preprocessor_config.json with a size");
        }

        if (option is not null)
        {
            return Preprocessing.Load(option);
        }

        if (model.Metadata.TryGetValue(MetadataKey, out string? json))
        {
            return Preprocessing.Parse(json, $"{model.Name}, metadata {MetadataKey}");
        }

        return Candidates(model, projectFolder).FirstOrDefault(File.Exists) is { } file
            ? Preprocessing.Load(file)
            : throw new InputException(model.Name, $"no preprocessing is known: neither metadata {MetadataKey} nor a {FileName} in its folder", $"Give it with --preprocess FILE, or --preprocess {Unit} for plain 0..1");
    }

    private static IEnumerable<string> Candidates(OnnxModel model, string? projectFolder)
    {
        string? top = projectFolder is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(projectFolder));
        bool below = model.Folder is not null && top is not null && IsWithin(model.Folder, top);
        for (string? folder = model.Folder; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return Path.Combine(folder, FileName);
            if (!below || string.Equals(Path.TrimEndingDirectorySeparator(folder), top, StringComparison.Ordinal))
            {
                yield break;
            }
        }
    }

    private static bool IsWithin(string folder, string top) =>
        string.Equals(folder, top, StringComparison.Ordinal) || folder.StartsWith(Path.EndsInDirectorySeparator(top) ? top : top + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
