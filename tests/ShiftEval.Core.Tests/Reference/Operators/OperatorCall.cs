namespace ShiftEval.Tests.Reference.Operators;

/// <summary>One node with its input values; the attribute readers know the defaults.</summary>
internal sealed class OperatorCall(OnnxNode node, IReadOnlyList<Tensor64?> inputs, int opset)
{
    public OnnxNode Node => node;

    public int Opset => opset;

    public int InputCount => inputs.Count;

    /// <summary>Which statistics a BatchNorm takes, from its input and its stored ones; null leaves it to the node.</summary>
    public Func<Tensor64, LayerMoments, LayerMoments>? ChooseStatistics { get; init; }

    public Tensor64 Input(int index) =>
        Optional(index) ?? throw new InvalidDataException($"Node {node.Name} ({node.Operator}) lacks input {index}.");

    public Tensor64? Optional(int index) => index < inputs.Count ? inputs[index] : null;

    public bool Has(string attribute) => node.Attributes.ContainsKey(attribute);

    public long Int(string attribute, long otherwise) => node.Attributes.TryGetValue(attribute, out OnnxAttribute? a) ? a.Int : otherwise;

    public double Float(string attribute, double otherwise) =>
        node.Attributes.TryGetValue(attribute, out OnnxAttribute? a) ? a.Float : otherwise;

    public string Text(string attribute, string otherwise) =>
        node.Attributes.TryGetValue(attribute, out OnnxAttribute? a) ? a.Text : otherwise;

    public long[]? Ints(string attribute) => node.Attributes.TryGetValue(attribute, out OnnxAttribute? a) ? [.. a.Ints] : null;

    /// <summary>A list that was an attribute in old operator sets and is an input in newer ones; null if absent.</summary>
    public long[]? Ints(string attribute, int input) => Ints(attribute) ?? Optional(input)?.ToIntegers();

    /// <summary>A number that was an attribute in old operator sets and is an input in newer ones.</summary>
    public double Float(string attribute, int input, double otherwise) =>
        Has(attribute) ? Float(attribute, otherwise) : Optional(input)?.Data[0] ?? otherwise;
}
