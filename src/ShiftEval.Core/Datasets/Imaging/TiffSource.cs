using BitMiracle.LibTiff.Classic;

namespace ShiftEval.Datasets.Imaging;

/// <summary>Bytes in memory as LibTiff's stream; also collects what LibTiff complains of while it reads them.</summary>
internal sealed class TiffSource(ReadOnlyMemory<byte> bytes) : TiffStream
{
    private long position;

    /// <summary>Whether more was asked for than there is.</summary>
    public bool ReadPastEnd { get; private set; }

    /// <summary>The first complaint, which is the cause of the later ones; null when there was none.</summary>
    public string? FirstError { get; private set; }

    public override int Read(object clientData, byte[] buffer, int offset, int count)
    {
        int available = (int)Math.Clamp(bytes.Length - position, 0, count);
        ReadPastEnd |= available < count;
        if (available > 0)
        {
            bytes.Span.Slice((int)position, available).CopyTo(buffer.AsSpan(offset));
            position += available;
        }

        return available;
    }

    public override void Write(object clientData, byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The source is only read.");

    public override long Seek(object clientData, long offset, SeekOrigin origin)
    {
        position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => position + offset,
            _ => bytes.Length + offset,
        };
        position = Math.Max(position, 0);
        return position;
    }

    public override void Close(object clientData)
    {
        // There is nothing to close: the bytes belong to the caller.
    }

    public override long Size(object clientData) => bytes.Length;

    internal void Complain(string message) => FirstError ??= message;
}
