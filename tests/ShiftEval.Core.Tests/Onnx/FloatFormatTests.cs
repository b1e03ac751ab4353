using System.Globalization;
using ShiftEval.Onnx;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Tests.Onnx;

public sealed class FloatFormatTests
{
    [Fact]
    public void Write_ReferenceValues_AsNumPyAndPyTorchRound()
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "onnx", "rounding.csv"));
        Assert.True(lines.Length > 150);

        Assert.All(lines.Skip(1).Select(line => line.Split(',')), cells =>
        {
            double value = BitConverter.UInt64BitsToDouble(ulong.Parse(cells[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            Assert.Equal(cells[1], Written(DataType.Float16, value));
            Assert.Equal(cells[2], Written(DataType.Bfloat16, value));
        });
    }

    [Theory]
    [InlineData((int)DataType.Float16)]
    [InlineData((int)DataType.Bfloat16)]
    public void Write_AnyDouble_IsTheNearestElementAndEvenAtTies(int dataType)
    {
        DataType type = (DataType)dataType;
        double[] elements = [.. Enumerable.Range(0, 0x10000).Select(bits => Element(type, bits)).Where(double.IsFinite).Distinct().Order()];
        Random random = new(11);
        for (int i = 0; i < 4000; i++)
        {
            int at = random.Next(1, elements.Length - 2);
            double low = elements[at];
            double high = elements[at + 1];
            double middle = (low + high) / 2;
            double value = (i % 4) switch
            {
                0 => middle,
                1 => Math.BitIncrement(middle),
                2 => Math.BitDecrement(middle),
                _ => low + ((high - low) * random.NextDouble()),
            };

            double rounded = RoundTrip(type, value);

            double expected = value == middle ? (IsEven(type, low) ? low : high) : value < middle ? low : high;
            Assert.True(rounded == expected, string.Create(CultureInfo.InvariantCulture, $"{value:R} became {rounded:R}, not {expected:R}"));
        }
    }

    [Theory]
    [InlineData((int)DataType.Float16)]
    [InlineData((int)DataType.Bfloat16)]
    public void Write_WhatWasRead_GivesEveryElementBack(int dataType)
    {
        DataType type = (DataType)dataType;
        for (int bits = 0; bits < 0x10000; bits++)
        {
            double element = Element(type, bits);
            if (!double.IsNaN(element))
            {
                Assert.Equal(bits.ToString("x4", CultureInfo.InvariantCulture), Written(type, element));
            }
            else
            {
                Assert.True(double.IsNaN(RoundTrip(type, element)));
            }
        }
    }

    private static double Element(DataType type, int bits) => FloatFormat.Read(type, [(byte)bits, (byte)(bits >> 8)]);

    private static string Written(DataType type, double value)
    {
        byte[] bytes = new byte[2];
        FloatFormat.Write(type, bytes, value);
        return BitConverter.ToUInt16(bytes).ToString("x4", CultureInfo.InvariantCulture);
    }

    private static double RoundTrip(DataType type, double value)
    {
        byte[] bytes = new byte[2];
        FloatFormat.Write(type, bytes, value);
        return FloatFormat.Read(type, bytes);
    }

    private static bool IsEven(DataType type, double element)
    {
        byte[] bytes = new byte[2];
        FloatFormat.Write(type, bytes, element);
        return (bytes[0] & 1) == 0;
    }
}
