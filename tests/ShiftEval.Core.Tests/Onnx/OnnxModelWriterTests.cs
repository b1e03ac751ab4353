using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Tests.Onnx;

public sealed class OnnxModelWriterTests : IDisposable
{
    private static readonly byte[] Content = [1, 2, 3, 4, 5, 6, 7, 8];

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("shifteval-");
    private readonly string source;
    private readonly string target;

    public OnnxModelWriterTests()
    {
        source = root.CreateSubdirectory("source").FullName;
        target = root.CreateSubdirectory("target").FullName;
    }

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void Save_PlainModel_WritesItsBytesAndNothingElse()
    {
        OnnxModel model = new ModelBuilder().Input("x", 1).Node("Relu", ["x"], ["y"]).Output("y", 1).ToModel();
        string path = Path.Combine(target, "out.onnx");

        OnnxModelWriter.Save(model, path);

        Assert.Equal(model.ToBytes(), File.ReadAllBytes(path));
        Assert.Equal(path, Assert.Single(Directory.GetFiles(target)));
    }

    [Fact]
    public void Save_ExistingFile_NeedsOverwrite()
    {
        OnnxModel model = WithSideFile("w.bin");
        string path = Path.Combine(source, "model.onnx");

        AssertRefused($"{path}: exists already. Add --overwrite to replace it, or choose another output path.", () => OnnxModelWriter.Save(model, path));
        OnnxModelWriter.Save(model, path, overwrite: true);

        Assert.Equal(model.ToBytes(), File.ReadAllBytes(path));
    }

    [Fact]
    public void Save_AnotherFolder_TakesTheSideFilesAlong()
    {
        OnnxModel model = WithSideFile("weights/w.bin");

        OnnxModelWriter.Save(model, Path.Combine(target, "out.onnx"));

        Assert.Equal(Content, File.ReadAllBytes(Path.Combine(target, "weights", "w.bin")));
        Assert.Equal(2, Directory.GetFiles(target, "*", SearchOption.AllDirectories).Length);
        OnnxModel copy = OnnxModel.Load(Path.Combine(target, "out.onnx"));
        Assert.Equal(
            TensorData.ReadDoubles(model.Proto.Graph.Initializer[0], model.Folder),
            TensorData.ReadDoubles(copy.Proto.Graph.Initializer[0], copy.Folder));
    }

    [Fact]
    public void Save_SameFolder_LeavesTheSideFilesAlone()
    {
        OnnxModel model = WithSideFile("w.bin");
        File.Delete(Path.Combine(source, "w.bin"));

        OnnxModelWriter.Save(model, Path.Combine(source, "out.onnx"));

        Assert.Equal(["model.onnx", "out.onnx"], Directory.GetFiles(source).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Save_SameFolderByAnotherName_LeavesTheSideFilesAlone()
    {
        OnnxModel model = WithSideFile("w.bin");
        string alias = Path.Combine(root.FullName, "alias");
        Directory.CreateSymbolicLink(alias, source);

        OnnxModelWriter.Save(model, Path.Combine(alias, "out.onnx"));

        Assert.Equal(Content, File.ReadAllBytes(Path.Combine(source, "w.bin")));
        Assert.Equal(3, Directory.GetFiles(source).Length);
    }

    [Fact]
    public void Save_TensorBroughtInline_NeedsItsSideFileNoMore()
    {
        OnnxModel model = WithSideFile("w.bin").Clone();
        TensorData.WriteDoubles(model.Proto.Graph.Initializer[0], [1, 2], model.Folder);

        OnnxModelWriter.Save(model, Path.Combine(target, "out.onnx"));

        Assert.Single(Directory.GetFiles(target));
    }

    [Fact]
    public void Save_SideFileThereAlreadyAndTheSame_IsFine()
    {
        OnnxModel model = WithSideFile("w.bin");
        File.WriteAllBytes(Path.Combine(target, "w.bin"), Content);

        OnnxModelWriter.Save(model, Path.Combine(target, "out.onnx"));

        Assert.Equal(2, Directory.GetFiles(target).Length);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7, 9 })]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 0 })]
    [InlineData(new byte[0])]
    public void Save_AnotherSideFileInTheWay_IsNeverReplaced(byte[] other)
    {
        OnnxModel model = WithSideFile("w.bin");
        string inTheWay = Path.Combine(target, "w.bin");
        string path = Path.Combine(target, "out.onnx");
        File.WriteAllBytes(inTheWay, other);

        foreach (bool overwrite in new[] { false, true })
        {
            AssertRefused(
                $"{inTheWay}: exists already and differs from the model's file of external tensors; other models may need it. Choose another output folder.",
                () => OnnxModelWriter.Save(model, path, overwrite));
        }

        Assert.False(File.Exists(path));
        Assert.Equal(other, File.ReadAllBytes(inTheWay));
    }

    [Fact]
    public void Save_FolderWhereTheSideFileGoes_IsRefused()
    {
        OnnxModel model = WithSideFile("w.bin");
        string inTheWay = Directory.CreateDirectory(Path.Combine(target, "w.bin")).FullName;

        AssertRefused(
            $"{inTheWay}: is a folder, where a file of external tensors has to go. Choose another output folder.",
            () => OnnxModelWriter.Save(model, Path.Combine(target, "out.onnx"), overwrite: true));
    }

    [Theory]
    [InlineData("source")]
    [InlineData("target")]
    public void Save_OverASideFileOfItsOwn_IsRefused(string folder)
    {
        OnnxModel model = WithSideFile("w.onnx");
        string path = Path.Combine(root.FullName, folder, "w.onnx");

        AssertRefused(
            $"{path}: is the name of a file that holds the model's external tensors. Choose another output path.",
            () => OnnxModelWriter.Save(model, path, overwrite: true));
        Assert.Equal(Content, File.ReadAllBytes(Path.Combine(source, "w.onnx")));
    }

    [Fact]
    public void Save_TargetSubfolderLinkedOutside_IsRefused()
    {
        OnnxModel model = WithSideFile("sub/w.bin");
        Directory.CreateSymbolicLink(Path.Combine(target, "sub"), root.FullName);

        AssertRefused(
            $"{model.Name}, tensor 'w': its external data path 'sub/w.bin' leaves the model's folder by a symbolic link. "
                + "Put the data file into the model's folder and name it by a plain relative path.",
            () => OnnxModelWriter.Save(model, Path.Combine(target, "out.onnx")));
        Assert.False(File.Exists(Path.Combine(root.FullName, "w.bin")));
    }

    [Fact]
    public void Save_SeveralProblems_AreToldTogetherOncePerFile()
    {
        ModelBuilder builder = new ModelBuilder().Input("x", 1).Output("x", 1)
            .Initializer(Tensors.External("a", DataType.Float, [1], "a.bin"))
            .Initializer(Tensors.External("b", DataType.Float, [1], "b.bin"))
            .Initializer(Tensors.External("again", DataType.Float, [1], "b.bin"))
            .Initializer(Tensors.External("c", DataType.Float, [1], "../c.bin"));
        ProblemList problems = new();

        OnnxModelWriter.CheckWritable(builder.ToModel(folder: source), Path.Combine(target, "none", "out.onnx"), overwrite: false, problems);

        Assert.Equal(
            [
                $"its folder {Path.Combine(target, "none")} does not exist",
                $"its external data file 'a.bin' is not in {source}",
                $"its external data file 'b.bin' is not in {source}",
                "its external data path '../c.bin' leaves the model's folder",
            ],
            problems.Problems.Select(problem => problem.What));
    }

    [Fact]
    public void Save_ExternalTensorsButNoFolder_IsRefused()
    {
        OnnxModel model = new ModelBuilder().Input("x", 1).Output("x", 1)
            .Initializer(Tensors.External("a", DataType.Float, [1], "a.bin")).ToModel();

        AssertRefused(
            "model.onnx, tensor 'a': its values lie in the file 'a.bin', but the model was not read from a folder. Load the model from its file.",
            () => OnnxModelWriter.Save(model, Path.Combine(target, "out.onnx")));
    }

    [Fact]
    public void AllTensors_EveryPlaceThatHoldsOne_IsVisited()
    {
        TensorProto Named(string name) => Tensors.Raw(name, [1f]);
        SparseTensorProto Sparse(string name) => new() { Values = Named(name), Indices = Named(name + ".at") };
        ModelBuilder inner = new ModelBuilder().Initializer(Named("inner"));
        ModelProto model = new ModelBuilder()
            .Initializer(Named("initializer"))
            .Node("If", [], [], Attr.Tensor("t", Named("t")), Attr.Graph("g", inner), Attr.Graphs("gs", inner, inner))
            .Node("Many", [], [], new AttributeProto
            {
                Tensors = { Named("ts") },
                SparseTensor = Sparse("sparse"),
                SparseTensors = { Sparse("sparses") },
            })
            .Function("d", "f", [], [], new ModelBuilder().Constant("c", [1]))
            .ToProto();
        model.Graph.SparseInitializer.Add(Sparse("sparseInitializer"));
        model.Functions[0].AttributeProto.Add(Attr.Tensor("default", Named("default")));
        model.TrainingInfo.Add(new TrainingInfoProto { Algorithm = new ModelBuilder().Initializer(Named("training")).ToGraph() });

        Assert.Equal(
            ["initializer", "sparseInitializer", "sparseInitializer.at", "t", "inner", "inner", "inner", "ts", "sparse", "sparse.at", "sparses", "sparses.at", "training", "", "default"],
            TensorWalker.AllTensors(model).Select(tensor => tensor.Name));
    }

    private static void AssertRefused(string message, Action act) => Assert.Equal(message, Assert.Throws<InputException>(act).Message);

    private OnnxModel WithSideFile(string location)
    {
        string file = Path.Combine(source, location);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, Content);
        string path = Path.Combine(source, "model.onnx");
        File.WriteAllBytes(path, new ModelBuilder()
            .Input("x", 2)
            .Initializer(Tensors.External("w", DataType.Float, [2], location))
            .Node("Add", ["x", "w"], ["y"])
            .Output("y", 2)
            .ToBytes());
        return OnnxModel.Load(path);
    }
}
