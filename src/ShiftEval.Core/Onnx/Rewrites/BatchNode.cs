using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx.Rewrites;

/// <summary>A node with at least one batched input, as the rules of <see cref="BatchRules"/> look at it.</summary>
internal sealed class BatchNode(BatchFlow flow, NodeProto node)
{
    public NodeProto Node => node;

    public BatchFlow Flow => flow;

    public long Opset => flow.Model.OpsetVersion;

    public int Inputs => node.Input.Count;

    public bool Has(int input) => input < node.Input.Count && node.Input[input].Length > 0;

    public bool IsBatched(int input) => Has(input) && flow.IsBatched(node.Input[input]);

    /// <summary>The input's shape at the fixed batch; null when it is left out or not known.</summary>
    public long[]? Shape(int input) => Has(input) ? flow.Shape(node.Input[input]) : null;

    /// <summary>The output's shape at the fixed batch; null when it is not known.</summary>
    public long[]? OutputShape => flow.Shape(node.Output[0]);

    public int? Rank(int input) => Shape(input)?.Length;

    /// <summary>Null when input 0 alone is batched, else what to say.</summary>
    public string? OnlyFirst() => OnlyOne(0);

    /// <summary>Null when this input alone is batched, else what to say.</summary>
    public string? OnlyOne(int batched)
    {
        for (int i = 0; i < Inputs; i++)
        {
            if (IsBatched(i) != (i == batched))
            {
                return i == batched ? $"reads the batch, but not as its input {i}" : $"takes its input {i} from the batch";
            }
        }

        return null;
    }

    /// <summary>The whole numbers that an input is fixed to; null when the file does not fix them.</summary>
    public long[]? Integers(int input) =>
        Has(input) && flow.Constants.Resolve(node.Input[input]) is { } constant
            && (OnnxElementType)constant.Tensor.DataType is OnnxElementType.Int64 or OnnxElementType.Int32
            ? TensorData.ReadInt64s(constant.Tensor, flow.Model.Folder, flow.Model.Name)
            : null;

    /// <summary>The float numbers that an input is fixed to; null when the file does not fix them.</summary>
    public double[]? Doubles(int input) =>
        Has(input) && flow.Constants.Resolve(node.Input[input]) is { } constant
            && FloatFormat.Size((TensorProto.Types.DataType)constant.Tensor.DataType) is not null
            ? TensorData.ReadDoubles(constant.Tensor, flow.Model.Folder, flow.Model.Name)
            : null;

    /// <summary>Null when an axis that counts within <paramref name="rank"/> axes is not the batch, else what to say.</summary>
    public static string? NotFirst(long axis, int? rank) => rank is not { } axes
        ? "reads a value whose shape is not known"
        : (axis < 0 ? axis + axes : axis) == 0 ? "works along the batch axis" : null;

    /// <summary>Null when none of the axes is the batch, else what to say.</summary>
    public static string? NoneFirst(IEnumerable<long> axes, int? rank) =>
        axes.Select(axis => NotFirst(axis, rank)).FirstOrDefault(why => why is not null);

    /// <summary>Axes given as an attribute or, in newer versions, as an input.</summary>
    /// <param name="input">The input that gives them.</param>
    /// <param name="axes">The axes; null where the node leaves them out.</param>
    /// <returns>What to say when they are not fixed in the file, else null.</returns>
    public string? Axes(int input, out long[]? axes)
    {
        axes = NodeAttributes.Ints(node, "axes");
        if (axes is null && Has(input))
        {
            axes = Integers(input);
            return axes is null ? "takes its axes from a value that the file does not fix" : null;
        }

        return null;
    }
}
