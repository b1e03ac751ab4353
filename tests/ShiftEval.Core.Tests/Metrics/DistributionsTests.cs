using System.Text.Json;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class DistributionsTests
{
    [Fact]
    public void StudentQuantile_AgreesWithSciPy()
    {
        foreach (JsonElement row in MetricsFixture.Of("studentQuantiles").EnumerateArray())
        {
            MetricsFixture.Near(row[2].GetDouble(), Distributions.StudentQuantile(row[0].GetDouble(), row[1].GetInt32()), 1e-9);
        }
    }

    [Fact]
    public void NormalQuantile_UndoesTheDistributionFunction()
    {
        foreach (double value in (double[])[-6, -1.959963984540054, 0, 0.1, 3.5])
        {
            MetricsFixture.Near(value, Distributions.NormalQuantile(Distributions.NormalCdf(value)), 1e-9);
        }
    }
}
