using ShiftEval.Estimation.Measurable;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;
using ShiftEval.Tests.Onnx;

namespace ShiftEval.Tests.Estimation;

public sealed class MeasurableModelTests
{
    /// <summary>The runtime wants names of nodes to be unique, and what stands once in a function stands here once a call.</summary>
    [Fact]
    public void Of_FunctionWithNamedNodesCalledTwice_RunsAndMeasuresBothCalls()
    {
        ModelBuilder body = new ModelBuilder()
            .Node(new NodeProto { OpType = "BatchNormalization", Name = "norm" }, ["fx", "fs", "fb", "fm", "fv"], ["n"])
            .Node(new NodeProto { OpType = "Relu", Name = "act" }, ["n"], ["fy"]);
        OnnxModel model = new ModelBuilder("calls").Input("image", "N", 3, 24, 24).Output("y", "N", 3, 24, 24)
            .Initializer("s", [1, 1, 1]).Initializer("b", [0, 0, 0]).Initializer("m", [0, 0, 0]).Initializer("v", [1, 1, 1])
            .Node(new NodeProto { OpType = "Block", Domain = "local", Name = "first" }, ["image", "s", "b", "m", "v"], ["h"])
            .Node(new NodeProto { OpType = "Block", Domain = "local", Name = "second" }, ["h", "s", "b", "m", "v"], ["y"])
            .Function("local", "Block", ["fx", "fs", "fb", "fm", "fv"], ["fy"], body)
            .ToModel();

        ModelStatistics statistics = TinyEstimation.Estimate(TinyEstimation.Context(model), TinyEstimation.Adapt);

        Assert.Equal(["m", "m#2"], statistics.Layers);
        Assert.All(statistics["m#2"].Mean, mean => Assert.True(mean > 0.1));
        string[] names = [.. MeasurableModel.Of(model, "image").Model.Proto.Graph.Node.Select(node => node.Name).Where(name => name.Length > 0)];
        Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
    }
}
