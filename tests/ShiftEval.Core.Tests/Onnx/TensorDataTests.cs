using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Tests.Onnx;

public sealed class TensorDataTests
{
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "Fixtures", "onnx");

    private static readonly double[] Values = [0.5, -2, 0, 0.1, 1e-3];

    public static TheoryData<string> Floats => [.. FloatTensors.Keys];

    private static Dictionary<string, Func<TensorProto>> FloatTensors => new(StringComparer.Ordinal)
    {
        ["float32 raw"] = () => Tensors.Raw("t", Values.Select(value => (float)value).ToArray()),
        ["float32 typed"] = () => Tensors.Typed("t", Values.Select(value => (float)value).ToArray()),
        ["float64 raw"] = () => Tensors.Raw("t", Values.ToArray()),
        ["float64 typed"] = () => Tensors.Typed("t", Values.ToArray()),
        ["float16 raw"] = () => Tensors.Raw("t", Values.Select(value => (Half)value).ToArray()),
        ["float16 typed"] = () => Tensors.Typed("t", DataType.Float16, [.. Values.Select(value => (int)BitConverter.HalfToUInt16Bits((Half)value))]),
        ["bfloat16 raw"] = () => Tensors.RawBits("t", DataType.Bfloat16, [.. Values.Select(FloatFormat.DoubleToBFloat16)]),
        ["bfloat16 typed"] = () => Tensors.Typed("t", DataType.Bfloat16, [.. Values.Select(value => (int)FloatFormat.DoubleToBFloat16(value))]),
    };

    [Fact]
    public void Read_EveryTypeAndStorage_AsTheOnnxPackageReadsIt()
    {
        OnnxModel model = OnnxModel.Load(Path.Combine(Fixtures, "tensors.onnx"));
        Dictionary<string, string[]> expected =
            JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllText(Path.Combine(Fixtures, "tensors.json")))!;
        Assert.Equal(expected.Count, model.Proto.Graph.Initializer.Count);

        Assert.All(model.Proto.Graph.Initializer, tensor =>
        {
            string[] texts = expected[tensor.Name];
            if (tensor.Name.StartsWith("int", StringComparison.Ordinal))
            {
                Assert.Equal(texts.Select(text => long.Parse(text, CultureInfo.InvariantCulture)), TensorData.ReadInt64s(tensor, model.Folder));
                return;
            }

            // Through bits, since 0 and -0 compare equal.
            Assert.Equal(
                texts.Select(text => text switch { "inf" => double.PositiveInfinity, "nan" => double.NaN, _ => double.Parse(text, CultureInfo.InvariantCulture) })
                    .Select(Bits),
                TensorData.ReadDoubles(tensor, model.Folder).Select(Bits));
        });
    }

    [Theory]
    [MemberData(nameof(Floats))]
    public void WriteDoubles_ValuesItHolds_LeavesTheBytes(string kind)
    {
        TensorProto tensor = FloatTensors[kind]();
        byte[] before = tensor.ToByteArray();

        // As read, and unrounded: both are what the tensor holds once rounded to its type.
        TensorWriteResult asRead = TensorData.WriteDoubles(tensor, TensorData.ReadDoubles(tensor, null), null);
        TensorWriteResult unrounded = TensorData.WriteDoubles(tensor, Values, null);

        Assert.Equal(default, asRead);
        Assert.Equal(default, unrounded);
        Assert.Equal(before, tensor.ToByteArray());
    }

    [Theory]
    [MemberData(nameof(Floats))]
    public void WriteDoubles_OtherValues_KeepsTypeStorageAndTheOtherFields(string kind)
    {
        TensorProto tensor = FloatTensors[kind]();
        tensor.Dims.Clear();
        tensor.Dims.Add([1, 5]);
        tensor.DocString = "doc";
        tensor.MetadataProps.Add(new StringStringEntryProto { Key = "k", Value = "v" });
        double[] written = [1, 2, 3, 4, -0.0];
        TensorProto before = tensor.Clone();

        TensorWriteResult result = TensorData.WriteDoubles(tensor, written, null);

        Assert.Equal(new TensorWriteResult(true, 0, 0), result);
        Assert.Equal(written.Select(Bits), TensorData.ReadDoubles(tensor, null).Select(Bits));
        Assert.Equal(kind.EndsWith("raw", StringComparison.Ordinal), tensor.HasRawData);
        Assert.Equal(before.RawData.Length, tensor.RawData.Length);
        Assert.Equal(
            (before.FloatData.Count, before.DoubleData.Count, before.Int32Data.Count),
            (tensor.FloatData.Count, tensor.DoubleData.Count, tensor.Int32Data.Count));
        Clear(before);
        Clear(tensor);
        Assert.Equal(before, tensor);

        static void Clear(TensorProto proto)
        {
            proto.ClearRawData();
            proto.FloatData.Clear();
            proto.DoubleData.Clear();
            proto.Int32Data.Clear();
        }
    }

    [Fact]
    public void WriteDoubles_OneOfManyChanges_TheOthersKeepTheirBits()
    {
        // A signalling NaN with a payload, which rounding would not give back. Its bits are written as bytes: a float register quiets it.
        TensorProto tensor = Tensors.Raw("t", [1f, 2f, 3f]);
        byte[] bytes = tensor.RawData.ToByteArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(4), 0x7F800123u);
        tensor.RawData = Google.Protobuf.ByteString.CopyFrom(bytes);

        TensorData.WriteDoubles(tensor, [1, double.NaN, 3], null);
        Assert.Equal(0x7F800123u, BitConverter.ToUInt32(tensor.RawData.Span[4..]));

        TensorData.WriteDoubles(tensor, [1, double.NaN, 4], null);
        Assert.Equal(0x7F800123u, BitConverter.ToUInt32(tensor.RawData.Span[4..]));
        Assert.Equal(4f, BitConverter.ToSingle(tensor.RawData.Span[8..]));
    }

    [Fact]
    public void WriteDoubles_TypedHalfWithBitsAboveTheValue_KeepsThemUntilItChanges()
    {
        TensorProto tensor = Tensors.Typed("t", DataType.Float16, [0x13C00, 0x4000]);

        Assert.False(TensorData.WriteDoubles(tensor, [1, 2], null).Changed);
        Assert.Equal([0x13C00, 0x4000], tensor.Int32Data);
        Assert.True(TensorData.WriteDoubles(tensor, [1, 4], null).Changed);
        Assert.Equal([0x3C00, 0x4400], tensor.Int32Data);
    }

    [Theory]
    [InlineData("float16 raw", 1e6, 1e-9)]
    [InlineData("float16 typed", -65520, -2.9e-8)]
    [InlineData("bfloat16 raw", 3.4e38, 1e-42)]
    [InlineData("float32 typed", 1e39, 1e-46)]
    public void WriteDoubles_BeyondTheTypesRange_IsCounted(string kind, double large, double small)
    {
        TensorProto tensor = FloatTensors[kind]();

        TensorWriteResult result = TensorData.WriteDoubles(tensor, [large, small, 0, double.PositiveInfinity, small], null);

        Assert.Equal(new TensorWriteResult(true, 1, 2), result);
    }

    [Fact]
    public void WriteDoubles_LargestHalf_IsNoOverflow() =>
        Assert.Equal(new TensorWriteResult(true, 0, 0), TensorData.WriteDoubles(Tensors.Raw("t", new Half[2]), [65519.99, 2.99e-8], null));

    [Fact]
    public void WriteDoubles_AnotherNumberOfValues_IsTheCallersMistake() =>
        Assert.Throws<ArgumentException>(() => TensorData.WriteDoubles(Tensors.Raw("t", [1f]), [1, 2], null));

    [Fact]
    public void ReadDoubles_ScalarAndEmpty_HaveOneAndNoValue()
    {
        TensorProto scalar = Tensors.Raw("s", [2.5f]);
        scalar.Dims.Clear();

        Assert.Equal([2.5], TensorData.ReadDoubles(scalar, null));
        Assert.Empty(TensorData.ReadDoubles(Tensors.Empty("e", DataType.Float, [long.MaxValue, 0]), null));
    }

    [Fact]
    public void ReadDoubles_NegativeDimension_IsRefused() => AssertRefused(
        "m.onnx, tensor 't': has the impossible shape [2, -1]. Export the model again.",
        Tensors.Empty("t", DataType.Float, [2, -1]));

    [Theory]
    [InlineData(new[] { 1L << 40 })]
    [InlineData(new[] { 1L << 32, 1L << 32, 1L << 32 })]
    [InlineData(new[] { 1L << 29 })]
    public void ReadDoubles_MoreElementsThanFit_AreRefused(long[] dims) => AssertRefused(
        $"m.onnx, tensor 't': of shape [{string.Join(", ", dims)}] is too large to be read. Export the model again.",
        Tensors.Empty("t", DataType.Float, dims));

    [Fact]
    public void ReadDoubles_TooFewTypedValues_AreRefused()
    {
        TensorProto tensor = Tensors.Typed("t", [1f, 2]);
        tensor.Dims[0] = 3;

        AssertRefused("m.onnx, tensor 't': holds 2 values, but its shape [3] asks for 3. Export the model again.", tensor);
    }

    [Fact]
    public void ReadDoubles_RawBytesCutShort_AreRefused()
    {
        TensorProto tensor = Tensors.Raw("t", [1f, 2]);
        tensor.RawData = ByteString.CopyFrom(tensor.RawData.Span[..6]);

        AssertRefused("m.onnx, tensor 't': holds 1.5 values, but its shape [2] asks for 2. Export the model again.", tensor);
    }

    [Fact]
    public void ReadDoubles_NoValuesAtAll_AreRefused() => AssertRefused(
        "m.onnx, unnamed tensor: holds 0 values, but its shape [2] asks for 2. Export the model again.",
        Tensors.Empty("", DataType.Float, [2]));

    [Fact]
    public void ReadDoubles_RawAndTyped_AreRefused()
    {
        TensorProto tensor = Tensors.Raw("t", [1f]);
        tensor.FloatData.Add(2);

        AssertRefused("m.onnx, tensor 't': holds its values in more than one place. Export the model again.", tensor);
    }

    [Fact]
    public void ReadDoubles_Segment_IsRefused()
    {
        TensorProto tensor = Tensors.Raw("t", [1f]);
        tensor.Segment = new TensorProto.Types.Segment { Begin = 0, End = 1 };

        AssertRefused("m.onnx, tensor 't': is stored in segments, which no runtime supports. Export the model again.", tensor);
    }

    [Theory]
    [InlineData((int)DataType.Int64, "int64")]
    [InlineData((int)DataType.Float8E4M3Fn, "float8e4m3fn")]
    [InlineData(99, "type 99")]
    public void ReadDoubles_AnotherType_IsRefused(int type, string name) => AssertRefused(
        $"m.onnx, tensor 't': holds {name} values where float32, float16, bfloat16 or float64 are needed. Export the model again.",
        Tensors.Empty("t", (DataType)type, [1]));

    [Fact]
    public void ReadInt64s_Floats_AreRefused() => Assert.Equal(
        "tensor 't': holds float32 values where int64, int32 or bool are needed. Export the model again.",
        Assert.Throws<InputException>(() => TensorData.ReadInt64s(Tensors.Raw("t", [1f]), null)).Message);

    private static void AssertRefused(string message, TensorProto tensor)
    {
        Assert.Equal(message, Assert.Throws<InputException>(() => TensorData.ReadDoubles(tensor, null, "m.onnx")).Message);
        Assert.Equal(message, Assert.Throws<InputException>(() => TensorData.WriteDoubles(tensor, [1], null, "m.onnx")).Message);
    }

    private static long Bits(double value) => double.IsNaN(value) ? long.MinValue + 1 : BitConverter.DoubleToInt64Bits(value);
}
