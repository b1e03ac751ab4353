using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class HolmTests
{
    [Fact]
    public void Adjust_TextbookFamily_StepsDown()
    {
        // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm").
        double?[] adjusted = Holm.Adjust([0.01, 0.04, 0.03, 0.005]);

        MetricsFixture.Near(0.03, adjusted[0]);
        MetricsFixture.Near(0.06, adjusted[1]);
        MetricsFixture.Near(0.06, adjusted[2]);
        MetricsFixture.Near(0.02, adjusted[3]);
    }

    [Fact]
    public void Adjust_UntestedOnes_StayOutOfTheFamily()
    {
        double?[] adjusted = Holm.Adjust([null, 0.02, double.NaN, 0.03]);

        Assert.Equal([null, 0.04, null, 0.04], adjusted);
    }

    [Fact]
    public void Adjust_LargeValues_StopAtOne() => Assert.Equal([1.0, 1.0, 1.0], Holm.Adjust([0.5, 0.4, 1]));

    [Fact]
    public void Adjust_Nothing_IsNothing() => Assert.Empty(Holm.Adjust([]));
}
