using System.Runtime.CompilerServices;

namespace ShiftEval.Onnx;

/// <summary>A message as a key: messages compare by content, and two equal nodes in different places are two nodes.</summary>
internal readonly struct ByReference<T>(T value) : IEquatable<ByReference<T>>
    where T : class
{
    public T Value { get; } = value;

    public bool Equals(ByReference<T> other) => ReferenceEquals(Value, other.Value);

    public override bool Equals(object? obj) => obj is ByReference<T> other && Equals(other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(Value);
}
