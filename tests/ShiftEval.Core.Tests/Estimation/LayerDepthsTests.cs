using ShiftEval.Estimation;
using ShiftEval.Onnx;
using ShiftEval.Statistics;

namespace ShiftEval.Tests.Estimation;

public sealed class LayerDepthsTests
{
    [Fact]
    public void Group_ResidualNetwork_PutsParallelBranchesTogether()
    {
        OnnxModel model = TinyEstimation.Model;
        IReadOnlyList<BatchNormLayer> layers = BatchNormLayers.Find(model);

        string[][] depths = [.. LayerDepths.Group(model, layers).Select(group => group.Select(layer => layer.Name).ToArray())];

        Assert.Equal(layers.Count, depths.Sum(group => group.Length));
        string[] first = Assert.Single(depths, group => group.Contains("blocks.1.down.1"));
        Assert.Contains("blocks.1.bn1", first);
        Assert.Single(depths[0]);
    }
}
