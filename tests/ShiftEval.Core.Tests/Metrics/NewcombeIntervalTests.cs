using System.Text.Json;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class NewcombeIntervalTests
{
    [Fact]
    public void Paired_PublishedExample_GivesThePrintedLimits()
    {
        // Fagerland, Lydersen and Laake (2017), chapter 8, complete response before and after consolidation therapy:
        // difference -0.0621, 95 % from -0.1186 to -0.0046.
        (double low, double high) = NewcombeInterval.Paired(59, 6, 16, 80, 0.95);

        Assert.Equal(-0.1186, low, 5e-5);
        Assert.Equal(-0.0046, high, 5e-5);
    }

    [Fact]
    public void Paired_AgreesWithTheScript()
    {
        foreach (JsonElement expected in MetricsFixture.Of("newcombe").EnumerateArray())
        {
            int[] table = expected.Ints("table");
            (double low, double high) = NewcombeInterval.Paired(table[0], table[1], table[2], table[3], expected.Number("confidence"));

            MetricsFixture.Near(expected.Doubles("limits")[0], low);
            MetricsFixture.Near(expected.Doubles("limits")[1], high);
        }
    }

    [Fact]
    public void Paired_Exchanged_IsMirrored()
    {
        (double low, double high) = NewcombeInterval.Paired(20, 9, 4, 7, 0.95);
        (double mirroredLow, double mirroredHigh) = NewcombeInterval.Paired(20, 4, 9, 7, 0.95);

        MetricsFixture.Near(-high, mirroredLow);
        MetricsFixture.Near(-low, mirroredHigh);
    }
}
