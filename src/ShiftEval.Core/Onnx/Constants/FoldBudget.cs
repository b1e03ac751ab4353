using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx.Constants;

/// <summary>How much may be computed to find the constants of one model, so that no file keeps its reader busy.</summary>
/// <remarks>
/// A short file can ask for any amount of work, by arrays that double or functions that call each other twice. What real files compute
/// in front of their parameters is a few thousand numbers a layer.
/// </remarks>
/// <param name="model">Its size adds to what is granted: weights may stand in the file in another type or shape.</param>
internal sealed class FoldBudget(ModelProto model)
{
    private const long MostNumbers = 1 << 23;
    private const long NumbersPerByte = 2;

    // A step costs its bookkeeping, however few numbers it gives.
    private const int Step = 64;

    private long left = MostNumbers + (NumbersPerByte * Math.Max(0, model.CalculateSize()));

    /// <summary>Whether nothing more is computed.</summary>
    public bool IsSpent => left <= 0;

    /// <summary>Takes a step that reads or makes so many numbers.</summary>
    /// <returns>Whether it may be taken.</returns>
    public bool Spend(long numbers)
    {
        left -= Step + numbers;
        return !IsSpent;
    }
}
