namespace ShiftEval.Tests.Reference;

/// <summary>A graph, a subgraph, or one call of a function, laid out for a walk: main graph in node order, inner scopes at their node.</summary>
internal sealed class GraphScope
{
    private readonly string[][] deadAfter;

    /// <param name="initializers">By name; a function has none.</param>
    /// <param name="inputs">Names of the inputs.</param>
    /// <param name="outputs">Names of the outputs.</param>
    /// <param name="steps">In the order of execution.</param>
    public GraphScope(
        IReadOnlyDictionary<string, Tensor64> initializers,
        IReadOnlyList<string> inputs,
        IReadOnlyList<string> outputs,
        IReadOnlyList<GraphStep> steps)
    {
        Initializers = initializers;
        Inputs = inputs;
        Outputs = outputs;
        Steps = steps;
        Dictionary<string, int> lastUse = new(StringComparer.Ordinal);
        for (int i = 0; i < steps.Count; i++)
        {
            foreach (string name in Uses(steps[i]).Concat(steps[i].Node.Outputs))
            {
                lastUse[name] = i;
            }
        }

        foreach (string name in outputs)
        {
            lastUse.Remove(name);
        }

        ILookup<int, string> byStep = lastUse.ToLookup(use => use.Value, use => use.Key);
        deadAfter = [.. Enumerable.Range(0, steps.Count).Select(i => byStep[i].ToArray())];
    }

    public IReadOnlyDictionary<string, Tensor64> Initializers { get; }

    public IReadOnlyList<string> Inputs { get; }

    public IReadOnlyList<string> Outputs { get; }

    public IReadOnlyList<GraphStep> Steps { get; }

    /// <summary>The steps here and in all scopes inside.</summary>
    public IEnumerable<GraphStep> AllSteps => Steps.SelectMany(
        step => Inner(step).SelectMany(scope => scope.AllSteps).Prepend(step));

    /// <summary>The values that no later step needs: a whole data set as one batch fits into memory only if these go at once.</summary>
    public IReadOnlyList<string> DeadAfter(int step) => deadAfter[step];

    private static IEnumerable<GraphScope> Inner(GraphStep step) =>
        step.Call is null ? step.Subgraphs.Values : step.Subgraphs.Values.Append(step.Call);

    /// <summary>A subgraph may use any value around it, so all of its names count.</summary>
    private static IEnumerable<string> Uses(GraphStep step) => step.Node.Inputs.Concat(
        step.Subgraphs.Values.SelectMany(scope => scope.Outputs.Concat(scope.Steps.SelectMany(Uses))));
}
