using ShiftEval.Metrics;

namespace ShiftEval.Scenarios;

/// <summary>A finished cell of a scenario with all that tables can be laid out by.</summary>
internal sealed class ScenarioCell(ScenarioModel model, StoredCell cell)
{
    private readonly Lazy<ScoredSamples> samples = new(cell.ToSamples);

    public ScenarioModel Model => model;

    public string Statistics => cell.Statistics;

    public string Domain => cell.Domain;

    public ScoredSamples Samples => samples.Value;

    /// <summary>The value of <c>statistics</c>, <c>domain</c>, <c>role</c>, <c>model</c> or a key; null where the model lacks the key.</summary>
    public string? this[string dimension] => dimension switch
    {
        "statistics" => cell.Statistics,
        "domain" => cell.Domain,
        "role" => cell.Role,
        "model" => model.Name,
        _ => model.Keys.GetValueOrDefault(dimension),
    };
}
