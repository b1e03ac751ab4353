using ShiftEval.Datasets.Imaging;
using ShiftEval.Diagnostics;

namespace ShiftEval.Inference;

/// <summary>Height and width that images have when they enter a model.</summary>
/// <param name="Height">In pixels.</param>
/// <param name="Width">In pixels.</param>
public readonly record struct ImageTensorShape(int Height, int Width)
{
    /// <summary>Settles the size from the preprocessing, and checks it against what the model fixes.</summary>
    /// <param name="modelName">For messages.</param>
    /// <param name="signature">What the model takes.</param>
    /// <param name="preprocessor">What the preprocessing gives.</param>
    /// <exception cref="InputException">The preprocessing leaves the size open, or gives another than the model takes.</exception>
    public static ImageTensorShape Resolve(string modelName, ModelSignature signature, Preprocessor preprocessor)
    {
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(preprocessor);
        if (preprocessor.OutputSize is not { } size)
        {
            throw new InputException("--preprocess", "leaves the image size open, so images cannot stand in one batch", "Add a fixed size or do_center_crop with crop_size");
        }

        if ((signature.Height is { } height && height != size.Height) || (signature.Width is { } width && width != size.Width))
        {
            throw new InputException(
                "--preprocess",
                $"gives images of {size.Height} x {size.Width} (height x width); {modelName} takes {Side(signature.Height)} x {Side(signature.Width)}",
                "Set size (or crop_size) to what the model takes");
        }

        return new ImageTensorShape(size.Height, size.Width);
    }

    private static string Side(int? side) => side?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "any";
}
