using System.Text.Json;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class McNemarTestTests
{
    [Fact]
    public void P_AgreesWithSciPysBinomialTest()
    {
        foreach (JsonElement row in MetricsFixture.Of("mcnemar").EnumerateArray())
        {
            MetricsFixture.Near(row[2].GetDouble(), McNemarTest.P(row[0].GetInt32(), row[1].GetInt32()));
            MetricsFixture.Near(row[2].GetDouble(), McNemarTest.P(row[1].GetInt32(), row[0].GetInt32()));
        }
    }

    [Fact]
    public void P_BeyondDoubles_IsSmallButNotZero() => Assert.InRange(McNemarTest.P(0, 5000), double.Epsilon, 1e-300);
}
