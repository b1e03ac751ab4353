using ShiftEval.Diagnostics;
using ShiftEval.Files;

namespace ShiftEval.Onnx;

/// <summary>Writes a model to a file, with the files that its external tensors lie in.</summary>
/// <remarks>
/// Side files are copied to another folder under the same relative names and never rewritten; in the model's own folder they are
/// left alone.
/// </remarks>
public static class OnnxModelWriter
{
    /// <summary>Checks, before any work starts, that the model and its side files may be written.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The output file.</param>
    /// <param name="overwrite">Whether existing files may be replaced.</param>
    /// <param name="problems">Receives what stands in the way.</param>
    public static void CheckWritable(OnnxModel model, string path, bool overwrite, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(problems);
        AtomicFile.CheckWritable(path, overwrite, problems);
        _ = problems.Try(() => SideFiles.PlanCopies(model, path));
    }

    /// <summary>Writes the model: side files first, the model last, each whole or not at all.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The output file.</param>
    /// <param name="overwrite">Whether existing files may be replaced.</param>
    /// <exception cref="InputException">Something stands in the way; nothing was written.</exception>
    /// <exception cref="RunFailedException">The disk is full, or a file cannot be read or written.</exception>
    public static void Save(OnnxModel model, string path, bool overwrite = false)
    {
        ProblemList problems = new();
        CheckWritable(model, path, overwrite, problems);
        problems.ThrowIfAny();

        byte[] bytes = model.ToBytes();
        foreach (SideFile file in SideFiles.PlanCopies(model, path))
        {
            SideFiles.Copy(file);
        }

        AtomicFile.Write(path, bytes);
    }
}
