namespace ShiftEval.Tests.Reference;

public sealed class OnnxFileTests
{
    [Fact]
    public void Parse_TinyModel_GivesItsOutline()
    {
        OnnxFile file = OnnxFile.Parse(File.ReadAllBytes(TinyFixture.PathOf("model.onnx")));

        Assert.Equal(13, file.Opset);
        OnnxInput input = Assert.Single(file.Inputs);
        Assert.Equal("image", input.Name);
        Assert.Equal([-1, 3, 24, 24], input.Shape);
        Assert.Equal(["logits"], file.Outputs);
        Assert.Equal(6, file.Nodes.Count(node => node.Operator == "BatchNormalization"));
        Assert.Equal([16, 8, 3, 3], file.Initializers["blocks.1.conv1.weight"].Shape);
    }

    [Fact]
    public void Parse_FixedBatch_IsPartOfTheShape() =>
        Assert.Equal([1, 3, 24, 24], OnnxFile.Parse(File.ReadAllBytes(TinyFixture.PathOf("model.batch1.onnx"))).Inputs[0].Shape);

    [Fact]
    public void Parse_InitializerListedAsInput_IsNoInput()
    {
        // Graph: initializer "w" (float [0]), inputs "w" and "x".
        byte[] file = [0x3A, 19, 0x2A, 7, 0x08, 0, 0x10, 1, 0x42, 1, (byte)'w', 0x5A, 3, 0x0A, 1, (byte)'w', 0x5A, 3, 0x0A, 1, (byte)'x'];

        Assert.Equal("x", Assert.Single(OnnxFile.Parse(file).Inputs).Name);
    }

    [Fact]
    public void Parse_ExternalData_IsRefused()
    {
        // Graph: initializer with data_location = EXTERNAL.
        byte[] file = [0x3A, 6, 0x2A, 4, 0x10, 1, 0x70, 1];

        Assert.Throws<NotSupportedException>(() => OnnxFile.Parse(file));
    }
}
