using ShiftEval.Diagnostics;
using ShiftEval.Inference;

namespace ShiftEval.Tests.Inference;

public sealed class InferenceOptionsTests
{
    [Theory]
    [InlineData("auto", DeviceKind.Auto, 0)]
    [InlineData("cpu", DeviceKind.Cpu, 0)]
    [InlineData("cuda", DeviceKind.Cuda, 0)]
    [InlineData("cuda:0", DeviceKind.Cuda, 0)]
    [InlineData("cuda:12", DeviceKind.Cuda, 12)]
    public void Parse_Devices_AreRead(string text, DeviceKind device, int id) =>
        Assert.Equal(new InferenceOptions { Device = device, DeviceId = id, Threads = 3 }, InferenceOptions.Parse(text, 3));

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("CPU")]
    [InlineData("cpu:0")]
    [InlineData("auto:1")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda: 1")]
    [InlineData("cuda:1:2")]
    [InlineData("cuda:99999999999")]
    public void Parse_WhatIsNoDevice_IsRefused(string text) => Assert.Equal(
        $"--device {text}: is not a device. Write auto, cpu, cuda or cuda:ID.", Assert.Throws<InputException>(() => InferenceOptions.Parse(text, 0)).Message);
}
