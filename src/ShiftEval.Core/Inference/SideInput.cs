namespace ShiftEval.Inference;

/// <summary>What a graph is fed with beside the samples.</summary>
/// <param name="Name">The input; float32.</param>
/// <param name="Values">Row-major values.</param>
/// <param name="Shape">The tensor's shape.</param>
internal readonly record struct SideInput(string Name, float[] Values, long[] Shape);
