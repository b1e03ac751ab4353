using System.Diagnostics;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Tests.Onnx;

public sealed class ExternalDataTests : IDisposable
{
    private const string PathRemedy = "Put the data file into the model's folder and name it by a plain relative path.";

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("shifteval-");
    private readonly string folder;

    public ExternalDataTests()
    {
        folder = root.CreateSubdirectory("model").FullName;
        File.WriteAllBytes(Path.Combine(folder, "w.bin"), [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f), .. BitConverter.GetBytes(8f)]);
        File.WriteAllBytes(Path.Combine(root.FullName, "secret.bin"), new byte[12]);
    }

    public void Dispose() => root.Delete(recursive: true);

    [Theory]
    [InlineData(4L, 8L, new[] { -2.0, 8 })]
    [InlineData(4L, null, new[] { -2.0, 8 })]
    [InlineData(null, 8L, new[] { 1.5, -2 })]
    [InlineData(null, null, new[] { 1.5, -2, 8 })]
    public void ReadDoubles_OffsetAndLength_SelectTheBytes(long? offset, long? length, double[] expected) =>
        Assert.Equal(expected, TensorData.ReadDoubles(Tensor("w.bin", expected.Length, offset, length), folder));

    [Fact]
    public void ReadDoubles_FileInSubfolder_IsRead()
    {
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        File.Copy(Path.Combine(folder, "w.bin"), Path.Combine(folder, "sub", "w.bin"));

        Assert.Equal([1.5, -2, 8], TensorData.ReadDoubles(Tensor("./sub/w.bin", 3), folder));
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("sub/../../secret.bin")]
    [InlineData("sub\\..\\..\\secret.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("\\\\server\\share")]
    [InlineData("C:secret.bin")]
    [InlineData("a\0b")]
    public void ReadDoubles_PathOutOfTheFolder_IsRefused(string location) => AssertRefused(
        $"m.onnx, tensor 'w': its external data path '{location}' leaves the model's folder. {PathRemedy}",
        Tensor(location, 3));

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("../../{root}/secret.bin")]
    public void ReadDoubles_LinkOutOfTheFolder_IsRefused(string target)
    {
        File.CreateSymbolicLink(Path.Combine(folder, "link.bin"), target.Replace("{root}", root.Name, StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(folder, "link.bin")));

        AssertRefused(
            $"m.onnx, tensor 'w': its external data path 'link.bin' leaves the model's folder by a symbolic link. {PathRemedy}",
            Tensor("link.bin", 3));
    }

    [Fact]
    public void ReadDoubles_LinkedSubfolderOutside_IsRefused()
    {
        Directory.CreateSymbolicLink(Path.Combine(folder, "sub"), root.FullName);

        AssertRefused(
            $"m.onnx, tensor 'w': its external data path 'sub/secret.bin' leaves the model's folder by a symbolic link. {PathRemedy}",
            Tensor("sub/secret.bin", 3));
    }

    [Fact]
    public void ReadDoubles_FolderWithTheSameBeginning_IsOutside()
    {
        Directory.CreateDirectory(folder + "2");
        File.WriteAllBytes(Path.Combine(folder + "2", "w.bin"), new byte[12]);
        Directory.CreateSymbolicLink(Path.Combine(folder, "sub"), folder + "2");

        AssertRefused(
            $"m.onnx, tensor 'w': its external data path 'sub/w.bin' leaves the model's folder by a symbolic link. {PathRemedy}",
            Tensor("sub/w.bin", 3));
    }

    [Fact]
    public void ReadDoubles_LinkWithinTheFolder_IsFollowed()
    {
        File.CreateSymbolicLink(Path.Combine(folder, "link.bin"), "w.bin");
        string alias = Path.Combine(root.FullName, "alias");
        Directory.CreateSymbolicLink(alias, folder);

        Assert.Equal([1.5, -2, 8], TensorData.ReadDoubles(Tensor("link.bin", 3), folder));
        Assert.Equal([1.5, -2, 8], TensorData.ReadDoubles(Tensor("link.bin", 3), alias));
    }

    [Fact]
    public void ReadDoubles_LinksInACircle_AreRefused()
    {
        string first = Path.Combine(folder, "a.bin");
        File.CreateSymbolicLink(first, "b.bin");
        File.CreateSymbolicLink(Path.Combine(folder, "b.bin"), "a.bin");

        AssertRefused($"{first}: leads through too many symbolic links. Repair the links, they may run in a circle.", Tensor("a.bin", 3));
    }

    [Fact]
    public void ReadDoubles_NamedPipe_IsRefusedWithoutWaiting()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such files");
        using (Process made = Process.Start("mkfifo", [Path.Combine(folder, "pipe.bin")]))
        {
            made.WaitForExit();
        }

        AssertRefused("m.onnx, tensor 'w': has 0 bytes of external data in 'pipe.bin', but its shape and type ask for 12. Export the model again.", Tensor("pipe.bin", 3));
    }

    [Fact]
    public void ReadDoubles_MissingFile_IsNamed() => AssertRefused(
        $"m.onnx, tensor 'w': its external data file 'none.bin' is not in {folder}. Copy the file there, beside the model.",
        Tensor("none.bin", 3));

    [Fact]
    public void ReadDoubles_FileTooShort_IsRefused() => AssertRefused(
        "m.onnx, tensor 'w': its external data file 'w.bin' has 12 bytes, but 12 from byte 4 on are asked for. Copy or download the file again.",
        Tensor("w.bin", 3, offset: 4, length: 12));

    [Fact]
    public void ReadDoubles_LengthAgainstShape_IsRefused() => AssertRefused(
        "m.onnx, tensor 'w': has 12 bytes of external data in 'w.bin', but its shape and type ask for 8. Export the model again.",
        Tensor("w.bin", 2));

    [Fact]
    public void ReadDoubles_HugeOffset_IsRefused() => AssertRefused(
        "m.onnx, tensor 'w': its external data file 'w.bin' has 12 bytes, but 12 from byte 9223372036854775807 on are asked for. Copy or download the file again.",
        Tensor("w.bin", 3, offset: long.MaxValue, length: 12));

    [Theory]
    [InlineData("-4")]
    [InlineData("4.0")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    public void ReadDoubles_OffsetThatIsNoNumber_IsRefused(string offset)
    {
        TensorProto tensor = Tensor("w.bin", 3);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset });

        AssertRefused(
            $"m.onnx, tensor 'w': the offset of its external data, '{offset}', is not a number of bytes. Export the model again.",
            tensor);
    }

    [Fact]
    public void ReadDoubles_NoLocation_IsRefused()
    {
        TensorProto tensor = Tensor("w.bin", 3);
        tensor.ExternalData.Clear();

        AssertRefused("m.onnx, tensor 'w': has external data but does not say in which file. Export the model again.", tensor);
    }

    [Fact]
    public void ReadDoubles_NoFolder_IsRefused() => Assert.Equal(
        "m.onnx, tensor 'w': its values lie in the file 'w.bin', but the model was not read from a folder. Load the model from its file.",
        Assert.Throws<InputException>(() => TensorData.ReadDoubles(Tensor("w.bin", 3), null, "m.onnx")).Message);

    [Fact]
    public void ReadDoubles_LocationIsAFolder_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(folder, "sub"));

        AssertRefused(
            $"m.onnx, tensor 'w': its external data file 'sub' is not in {folder}. Copy the file there, beside the model.",
            Tensor("sub", 3));
    }

    [Fact]
    public void ReadDoubles_ExternalAndRaw_IsRefused()
    {
        TensorProto tensor = Tensor("w.bin", 1);
        tensor.RawData = Tensors.Raw("w", [1f]).RawData;

        AssertRefused("m.onnx, tensor 'w': holds its values in more than one place. Export the model again.", tensor);
    }

    [Fact]
    public void WriteDoubles_ValuesTheFileHolds_StayExternal()
    {
        TensorProto tensor = Tensor("w.bin", 3, offset: 0, length: 12);
        TensorProto before = tensor.Clone();

        TensorWriteResult result = TensorData.WriteDoubles(tensor, [1.5, -2, 8], folder);

        Assert.False(result.Changed);
        Assert.Equal(before, tensor);
    }

    [Fact]
    public void WriteDoubles_OtherValues_BecomeInlineAndTheFileStays()
    {
        TensorProto tensor = Tensor("w.bin", 3, offset: 0, length: 12);
        byte[] file = File.ReadAllBytes(Path.Combine(folder, "w.bin"));

        TensorWriteResult result = TensorData.WriteDoubles(tensor, [1.5, -2, 9], folder);

        Assert.True(result.Changed);
        Assert.Equal(Tensors.Raw("w", [1.5f, -2, 9]), tensor);
        Assert.Equal(file, File.ReadAllBytes(Path.Combine(folder, "w.bin")));
    }

    private static TensorProto Tensor(string location, long count, long? offset = null, long? length = null) =>
        Tensors.External("w", DataType.Float, [count], location, offset, length);

    private void AssertRefused(string message, TensorProto tensor) =>
        Assert.Equal(message, Assert.Throws<InputException>(() => TensorData.ReadDoubles(tensor, folder, "m.onnx")).Message);
}
