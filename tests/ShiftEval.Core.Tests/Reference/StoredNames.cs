namespace ShiftEval.Tests.Reference;

/// <summary>Which initializer a value is, here or in the graphs around, also through Identity nodes.</summary>
internal sealed class StoredNames(IReadOnlyDictionary<string, Tensor64> initializers, IEnumerable<OnnxNode> nodes, StoredNames? outer)
{
    private readonly Dictionary<string, string> copies = nodes
        .Where(node => node.Operator == "Identity" && node.Domain.Length == 0)
        .ToDictionary(node => node.Outputs[0], node => node.Inputs[0], StringComparer.Ordinal);

    public string? InitializerBehind(string value)
    {
        while (copies.TryGetValue(value, out string? source))
        {
            value = source;
        }

        return initializers.ContainsKey(value) ? value : outer?.InitializerBehind(value);
    }
}
