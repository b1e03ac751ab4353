namespace ShiftEval.Tests.Reference;

/// <summary>The values of one scope while it runs; a subgraph sees those around it too, a function does not.</summary>
internal sealed class ScopeValues(GraphScope scope, ScopeValues? outer)
{
    private readonly Dictionary<string, Tensor64?> own = new(StringComparer.Ordinal);

    /// <summary>Defines a value; null stands for an optional input that a call leaves out. A fed value covers an initializer.</summary>
    public void Define(string name, Tensor64? value) => own[name] = value;

    public void Forget(string name) => own.Remove(name);

    /// <exception cref="InvalidDataException">There is no such value here or around.</exception>
    public Tensor64? Find(string name)
    {
        for (ScopeValues? at = this; at is not null; at = at.Outer)
        {
            if (at.own.TryGetValue(name, out Tensor64? value) || at.Scope.Initializers.TryGetValue(name, out value))
            {
                return value;
            }
        }

        throw new InvalidDataException($"There is no value named {name}.");
    }

    private GraphScope Scope => scope;

    private ScopeValues? Outer => outer;
}
