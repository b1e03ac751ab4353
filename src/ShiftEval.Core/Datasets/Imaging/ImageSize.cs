namespace ShiftEval.Datasets.Imaging;

/// <summary>Rows and columns.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Pixels in a row.</param>
public readonly record struct ImageSize(int Height, int Width);
