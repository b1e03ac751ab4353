namespace ShiftEval.Tests.Reference;

public sealed class WireReaderTests
{
    [Fact]
    public void Next_EveryWireType_GivesFieldAndValue()
    {
        // Field 1: varint 300; field 2: fixed64 1.0; field 3: "hi"; field 4: fixed32 0.5; field 5: varint -1.
        byte[] message =
        [
            0x08, 0xAC, 0x02,
            0x11, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F,
            0x1A, 2, (byte)'h', (byte)'i',
            0x25, 0, 0, 0, 0x3F,
            0x28, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01,
        ];
        WireReader reader = new(message);

        Assert.True(reader.Next());
        Assert.Equal((1, 300UL), (reader.Field, reader.Bits));
        Assert.True(reader.Next());
        Assert.Equal((2, 1.0), (reader.Field, BitConverter.UInt64BitsToDouble(reader.Bits)));
        Assert.True(reader.Next());
        Assert.Equal((3, "hi"), (reader.Field, reader.Text));
        Assert.True(reader.Next());
        Assert.Equal((4, 0.5f), (reader.Field, reader.Single));
        Assert.True(reader.Next());
        Assert.Equal((5, -1L), (reader.Field, (long)reader.Bits));
        Assert.False(reader.Next());
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 3, 1, 44, 2 })]
    [InlineData(new byte[] { 0x08, 1, 0x08, 44, 0x08, 2 })]
    public void AddIntegers_PackedOrNot_GivesTheSame(byte[] message)
    {
        List<long> values = [];
        WireReader reader = new(message);
        while (reader.Next())
        {
            reader.AddIntegers(values);
        }

        Assert.Equal([1, 44, 2], values);
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 8, 0, 0, 0, 0x3F, 0, 0, 0x80, 0xBF })]
    [InlineData(new byte[] { 0x0D, 0, 0, 0, 0x3F, 0x0D, 0, 0, 0x80, 0xBF })]
    public void AddFloats_PackedOrNot_GivesTheSame(byte[] message)
    {
        List<double> values = [];
        WireReader reader = new(message);
        while (reader.Next())
        {
            reader.AddFloats(values);
        }

        Assert.Equal([0.5, -1], values);
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 8, 0, 0, 0, 0, 0, 0, 0xE0, 0x3F })]
    [InlineData(new byte[] { 0x09, 0, 0, 0, 0, 0, 0, 0xE0, 0x3F })]
    public void AddDoubles_PackedOrNot_GivesTheSame(byte[] message)
    {
        List<double> values = [];
        WireReader reader = new(message);
        while (reader.Next())
        {
            reader.AddDoubles(values);
        }

        Assert.Equal([0.5], values);
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 5, 1 })]
    [InlineData(new byte[] { 0x08 })]
    [InlineData(new byte[] { 0x08, 0x80 })]
    [InlineData(new byte[] { 0x0D, 1, 2 })]
    [InlineData(new byte[] { 0x0B })]
    [InlineData(new byte[] { 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    public void Next_CutOrUnknown_Fails(byte[] message)
    {
        Assert.Throws<InvalidDataException>(() =>
        {
            WireReader reader = new(message);
            while (reader.Next())
            {
            }
        });
    }
}
