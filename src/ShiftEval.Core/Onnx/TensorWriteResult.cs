namespace ShiftEval.Onnx;

/// <summary>What became of values that were written into a tensor.</summary>
/// <param name="Changed">Whether the tensor differs from before; false leaves its bytes exactly as they were.</param>
/// <param name="Overflowed">How many finite values became infinite in the tensor's element type.</param>
/// <param name="Underflowed">How many values other than zero became zero in the tensor's element type.</param>
internal readonly record struct TensorWriteResult(bool Changed, int Overflowed, int Underflowed);
