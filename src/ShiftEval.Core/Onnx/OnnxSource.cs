using System.Security.Cryptography;
using Google.Protobuf;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>
/// What is remembered of the bytes a model was read from, so that an unchanged model gives them back.
/// </summary>
/// <remarks>
/// Most writers put fields in order and pack them as the schema says; then writing the messages again gives the same bytes and
/// nothing is kept but a hash. Writers with another order or packing exist: only for their files the bytes themselves are kept.
/// </remarks>
internal sealed class OnnxSource
{
    private readonly byte[]? irregular;
    private readonly byte[]? rewrittenHash;

    private OnnxSource(string sha256, byte[]? irregular, byte[]? rewrittenHash)
    {
        Sha256 = sha256;
        this.irregular = irregular;
        this.rewrittenHash = rewrittenHash;
    }

    /// <summary>SHA-256 of the bytes read, in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Whether writing the messages gives other bytes than were read.</summary>
    public bool IsIrregular => irregular is not null;

    public static OnnxSource Of(ReadOnlySpan<byte> bytes, ModelProto proto)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (proto.CalculateSize() == bytes.Length)
        {
            byte[] rewritten = proto.ToByteArray();
            return rewritten.AsSpan().SequenceEqual(bytes)
                ? new OnnxSource(sha256, null, null)
                : new OnnxSource(sha256, bytes.ToArray(), SHA256.HashData(rewritten));
        }

        return new OnnxSource(sha256, bytes.ToArray(), SHA256.HashData(proto.ToByteArray()));
    }

    /// <summary>The bytes read when <paramref name="rewritten"/> says the same as they did, else <paramref name="rewritten"/>.</summary>
    public byte[] Restore(byte[] rewritten) =>
        irregular is not null && SHA256.HashData(rewritten).AsSpan().SequenceEqual(rewrittenHash)
            ? [.. irregular]
            : rewritten;
}
