using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Tests.Datasets;

public sealed class DomainRolesTests
{
    private static readonly Dataset WithTrain = SplitPlannerTests.WithSplits(
        ("labC", Split.Test), ("labB", Split.Train), ("labA", Split.Train), ("labA", Split.Test), ("labC", Split.Adapt));

    private static readonly Dataset WithoutSplits = SplitPlannerTests.Grouped(("labB", 1), ("labA", 1));

    [Fact]
    public void Resolve_NothingGiven_TakesTheDomainsWithTrainRows()
    {
        DomainRoles roles = DomainRoles.Resolve(WithTrain, [], [], null);

        Assert.Equal(["labA", "labB", "labC"], roles.Domains);
        Assert.Equal(["labA", "labB"], roles.Sources);
        Assert.Equal([DomainRole.Source, DomainRole.Source, DomainRole.Target], roles.Domains.Select(roles.RoleOf));
        Assert.Empty(roles.Warnings);
    }

    [Fact]
    public void Resolve_NoTrainRows_LeavesEveryRoleUnknown()
    {
        DomainRoles roles = DomainRoles.Resolve(WithoutSplits, [], [], []);

        Assert.Empty(roles.Sources);
        Assert.All(roles.Domains, domain => Assert.Equal(DomainRole.Unknown, roles.RoleOf(domain)));
    }

    [Fact]
    public void Resolve_ProjectFile_GoesBeforeTrainRowsAndTheOptionBeforeBoth()
    {
        DomainRoles project = DomainRoles.Resolve(WithTrain, [], [], ["labC"]);
        DomainRoles option = DomainRoles.Resolve(WithTrain, [], ["labB", "labB"], ["labC"]);

        Assert.Equal(["labC"], project.Sources);
        Assert.Equal(DomainRole.Target, project.RoleOf("labA"));
        Assert.Equal(["labB"], option.Sources);
        Assert.Equal(DomainRole.Target, option.RoleOf("labC"));
    }

    [Fact]
    public void Resolve_RequestedDomains_AreInOrdinalOrderOnceAndKeepOtherSources()
    {
        DomainRoles roles = DomainRoles.Resolve(WithTrain, ["labC", "labA", "labC"], [], null);

        Assert.Equal(["labA", "labC"], roles.Domains);
        Assert.Equal(["labA", "labB"], roles.Sources);
    }

    [Fact]
    public void Resolve_UnknownNames_AreAllRefusedWithTheNearestFirst()
    {
        InputException refused = Assert.Throws<InputException>(() => DomainRoles.Resolve(WithTrain, ["labCC", "labA"], ["laba"], null));

        Assert.Equal(
            [
                "--domain: 'labCC' is not a domain of data.csv (nearest first: labC, labA, labB). Name one of its domains.",
                "--source: 'laba' is not a domain of data.csv (nearest first: labA, labB, labC). Name one of its domains.",
            ],
            refused.Problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public void Resolve_ProjectFileSourceThatTheDataLack_IsWarnedOfAndRolesStayKnown()
    {
        DomainRoles roles = DomainRoles.Resolve(WithoutSplits, [], [], ["labZ"]);

        Assert.Empty(roles.Sources);
        Assert.Equal(DomainRole.Target, roles.RoleOf("labA"));
        Assert.Equal(
            new Warning("source-not-in-data", "the project file's source 'labZ' is not a domain of data.csv (nearest first: labA, labB).", "labZ"),
            Assert.Single(roles.Warnings));
    }
}
