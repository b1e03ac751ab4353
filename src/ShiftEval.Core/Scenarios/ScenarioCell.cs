using ShiftEval.Metrics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Scenarios;

/// <summary>A finished cell of a scenario with all that tables can be laid out by.</summary>
internal sealed class ScenarioCell(ScenarioModel model, StoredCell cell)
{
    /// <summary>What every cell has, whatever its model's keys.</summary>
    public static readonly IReadOnlyList<string> Dimensions = ["statistics", "domain", "role", "model"];

    /// <summary>The key of models that were not trained on the domain it names.</summary>
    public const string LeftOut = "leftOut";

    private readonly Lazy<ScoredSamples> samples = new(cell.ToSamples);

    public ScenarioModel Model => model;

    public string Statistics => cell.Statistics;

    public string Domain => cell.Domain;

    /// <summary>Whether the scored images themselves gave the statistics.</summary>
    public bool IsTransductive => cell.Transductive;

    /// <summary>Whether it is of the domain that its model left out of training.</summary>
    public bool IsLeftOut => cell.Domain == model.Keys.GetValueOrDefault(LeftOut);

    /// <summary>Whether its samples depend on each other, so that no test that takes them as independent holds.</summary>
    public bool IsDependent => SpecParser.ParseOne(cell.Statistics).MakesSamplesDependent;

    public ScoredSamples Samples => samples.Value;

    /// <summary>The value of <c>statistics</c>, <c>domain</c>, <c>role</c>, <c>model</c> or a key; null where the model lacks the key.</summary>
    public string? this[string dimension] => Value(dimension, model, cell.Statistics, cell.Domain, cell.Role);

    /// <summary>The same of a cell that is not computed yet.</summary>
    public static string? Value(string dimension, ScenarioModel model, string statistics, string domain, string role) => dimension switch
    {
        "statistics" => statistics,
        "domain" => domain,
        "role" => role,
        "model" => model.Name,
        _ => model.Keys.GetValueOrDefault(dimension),
    };
}
