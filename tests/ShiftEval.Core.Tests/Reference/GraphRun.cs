using ShiftEval.Tests.Reference.Operators;

namespace ShiftEval.Tests.Reference;

/// <summary>One run through a graph and all it calls.</summary>
/// <param name="choose">The statistics of a layer, of its key, its input and its stored ones; null leaves it to the nodes.</param>
internal sealed class GraphRun(Func<string, Tensor64, LayerMoments, LayerMoments>? choose)
{
    /// <summary>Whether a step's own operator is known; what its inner scopes hold is not looked at.</summary>
    public static bool Supports(GraphStep step) =>
        step.Call is not null || step.Node is { Domain.Length: 0, Operator: "If" or "Loop" } || Operator.Supports(step.Node);

    /// <summary>The outputs of a scope.</summary>
    /// <param name="scope">What to run.</param>
    /// <param name="inputs">By name; null for an optional input left out.</param>
    /// <param name="outer">The values around a subgraph.</param>
    public Tensor64[] Run(GraphScope scope, IEnumerable<KeyValuePair<string, Tensor64?>> inputs, ScopeValues? outer = null)
    {
        ScopeValues values = new(scope, outer);
        foreach ((string name, Tensor64? value) in inputs)
        {
            values.Define(name, value);
        }

        for (int i = 0; i < scope.Steps.Count; i++)
        {
            GraphStep step = scope.Steps[i];
            IReadOnlyList<Tensor64> results = Apply(step, [.. step.Node.Inputs.Select(name => name.Length == 0 ? null : values.Find(name))], values);
            for (int j = 0; j < step.Node.Outputs.Count && j < results.Count; j++)
            {
                values.Define(step.Node.Outputs[j], results[j]);
            }

            foreach (string name in scope.DeadAfter(i))
            {
                values.Forget(name);
            }
        }

        return [.. scope.Outputs.Select(name => values.Find(name)!)];
    }

    private IReadOnlyList<Tensor64> Apply(GraphStep step, Tensor64?[] arguments, ScopeValues values)
    {
        if (step.Call is not null)
        {
            return Run(step.Call, step.Call.Inputs.Select((name, i) => KeyValuePair.Create(name, i < arguments.Length ? arguments[i] : null)));
        }

        return step.Node.Operator switch
        {
            "If" => Run(step.Subgraphs[arguments[0]!.Data[0] != 0 ? "then_branch" : "else_branch"], [], values),
            "Loop" => Loop(step.Subgraphs["body"], arguments, values),
            _ => Operator.Apply(new OperatorCall(step.Node, arguments, step.Opset) { ChooseStatistics = Choice(step.Layer) }),
        };
    }

    private Func<Tensor64, LayerMoments, LayerMoments>? Choice(string? layer) =>
        choose is null || layer is null ? null : (x, stored) => choose(layer, x, stored);

    /// <summary>Inputs: trip count, condition, carried values. Outputs: carried values, then what each round yields, stacked.</summary>
    private Tensor64[] Loop(GraphScope body, Tensor64?[] arguments, ScopeValues values)
    {
        double rounds = arguments[0]?.Data[0] ?? double.PositiveInfinity;
        Tensor64 going = (arguments.Length > 1 ? arguments[1] : null) ?? Tensor64.Integers([1], []);
        Tensor64[] carried = [.. arguments.Skip(2).Select(value => value!)];
        List<Tensor64>[] yields = [.. Enumerable.Range(0, body.Outputs.Count - 1 - carried.Length).Select(_ => new List<Tensor64>())];
        for (int round = 0; round < rounds && going.Data[0] != 0; round++)
        {
            Tensor64[] inputs = [Tensor64.Integers([round], []), going, .. carried];
            Tensor64[] outputs = Run(body, body.Inputs.Select((name, i) => KeyValuePair.Create(name, (Tensor64?)inputs[i])), values);
            going = outputs[0];
            carried = outputs[1..(1 + carried.Length)];
            for (int i = 0; i < yields.Length; i++)
            {
                yields[i].Add(outputs[1 + carried.Length + i]);
            }
        }

        return [.. carried, .. yields.Select(Stack)];
    }

    private static Tensor64 Stack(List<Tensor64> rounds) => rounds.Count == 0
        ? new Tensor64([], 0)
        : rounds[0].With([.. rounds.SelectMany(round => round.Data)], [rounds.Count, .. rounds[0].Shape]);
}
