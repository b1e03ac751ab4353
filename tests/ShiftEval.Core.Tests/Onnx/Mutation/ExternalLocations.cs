using System.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>Says that values lie in files out of the folder, in devices, pipes and links, or at places that no file has.</summary>
internal sealed class ExternalLocations : ProtoMutator
{
    private const string Pipe = "pipe.bin";
    private const string Link = "link.bin";
    private const string LinkedFolder = "linked";
    private const string Circle = "circle.bin";

    private static readonly string[] Locations =
    [
        "../secret.bin", "/etc/passwd", "/dev/zero", "/dev/stdin", "a/../../b", "..\\b", "C:\\b", "\\\\host\\share", ".", "", "w.bin/", "/", "w.bin\0", "model.onnx",
        "w.bin", "w.bin", Pipe, Pipe, Link, LinkedFolder + "/zero", Circle, "file:///etc/passwd", new string('a', 5000),
    ];

    private static readonly string[] Numbers = ["0", "4", "-1", "9223372036854775807", "9223372036854775808", "1e3", "0x10", " 4", "", "2147483648"];

    protected override void Change(ModelProto model, Random random, string folder)
    {
        SetTraps(folder);
        TensorProto[] tensors = [.. TensorWalker.AllTensors(model)];
        for (int changes = random.Next(1, 4); changes > 0 && tensors.Length > 0; changes--)
        {
            TensorProto tensor = Pick(tensors, random);
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            if (random.Next(5) > 0)
            {
                tensor.ClearRawData();
                tensor.FloatData.Clear();
            }

            tensor.ExternalData.Clear();
            Entry("location", Pick(Locations, random));
            if (random.Next(2) == 0)
            {
                Entry("offset", Pick(Numbers, random));
            }

            if (random.Next(2) == 0)
            {
                Entry("length", Pick(Numbers, random));
            }

            if (random.Next(4) == 0)
            {
                tensor.Dims.Clear();
                tensor.Dims.Add(random.Next(2) == 0 ? 1L << 28 : 0);
            }

            void Entry(string key, string value) => tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        }
    }

    private static void SetTraps(string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, "w.bin"), new byte[64]);
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.CreateSymbolicLink(Path.Combine(folder, Link), "/dev/zero");
        File.CreateSymbolicLink(Path.Combine(folder, LinkedFolder), "/dev");
        File.CreateSymbolicLink(Path.Combine(folder, Circle), Path.Combine(folder, Circle));
        using Process? made = Process.Start("mkfifo", [Path.Combine(folder, Pipe)]);
        made.WaitForExit();
    }
}
