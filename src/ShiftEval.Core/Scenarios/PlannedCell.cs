using ShiftEval.Comparison.Setup;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Scenarios;

/// <summary>A cell that a scenario asks for.</summary>
/// <param name="Model">Its model.</param>
/// <param name="Setup">How it is run, all domains of the scenario.</param>
/// <param name="Spec">Its statistics.</param>
/// <param name="Domain">The domain scored.</param>
/// <param name="Role">What that domain is to the model.</param>
/// <param name="Key">Hash over all that its content depends on.</param>
internal sealed record PlannedCell(ScenarioModel Model, RunOptions Setup, StatisticsSpec Spec, string Domain, string Role, string Key)
{
    /// <summary>The value of a dimension or key, as in <see cref="ScenarioCell"/>.</summary>
    public string? this[string dimension] => ScenarioCell.Value(dimension, Model, Spec.Canonical, Domain, Role);
}
