using ShiftEval.Estimation;
using ShiftEval.Estimation.Measurable;

namespace ShiftEval.Tests.Estimation;

public sealed class LayerDepthsTests
{
    [Fact]
    public void Group_ResidualNetwork_PutsParallelBranchesTogether()
    {
        MeasurableModel model = MeasurableModel.Of(TinyEstimation.Model, TinyEstimation.Model.Inputs[0].Name);

        string[][] depths = [.. LayerDepths.Group(model).Select(group => group.Select(layer => layer.Name).ToArray())];

        Assert.Equal(model.Layers.Count, depths.Sum(group => group.Length));
        string[] first = Assert.Single(depths, group => group.Contains("blocks.1.down.1"));
        Assert.Contains("blocks.1.bn1", first);
        Assert.Single(depths[0]);
    }
}
