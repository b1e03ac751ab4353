using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Walking;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Statistics.Folding;

/// <summary>A Conv, ConvTranspose or Gemm node with its weight and bias.</summary>
internal sealed class Convolution
{
    private const string ConvOperator = "Conv";
    private const string TransposedOperator = "ConvTranspose";
    public const string GemmOperator = "Gemm";

    private Convolution(NodeProto node, int index, ResolvedConstant? weight, ResolvedConstant? bias)
    {
        Node = node;
        Index = index;
        Weight = weight;
        Bias = bias;
    }

    public NodeProto Node { get; }

    /// <summary>Its place among the nodes of the main graph, from 0.</summary>
    public int Index { get; }

    public ResolvedConstant? Weight { get; }

    /// <summary>The bias; null where there is none, or none that is constant.</summary>
    public ResolvedConstant? Bias { get; }

    /// <summary>Number of output channels; null where the weight is not constant or its shape is not possible.</summary>
    public int? Channels { get; private init; }

    /// <summary>Why weight and bias cannot be rewritten; null where they can.</summary>
    public string? Obstacle { get; private set; }

    public string Name => Node.Name.Length > 0 ? Node.Name : Node.Output[0];

    public string Operator => Node.OpType;

    public bool HasBias => InputName(Node, ConvolutionSlot.Bias).Length > 0;

    public IReadOnlyList<long> WeightShape => Weight!.Tensor.Dims;

    /// <summary>What Gemm multiplies its bias by; 1 for the others.</summary>
    public double Beta => Operator == GemmOperator && Node.Attribute.FirstOrDefault(attribute => attribute.Name == "beta") is { } beta ? beta.F : 1;

    /// <summary>All such nodes of a main graph, in its order.</summary>
    public static IReadOnlyList<Convolution> FindAll(OnnxModel model, ValueUses uses)
    {
        List<Convolution> found = [];
        ConstantResolver constants = new(CallFrame.Alone(uses), model.Folder);
        for (int index = 0; index < model.Proto.Graph.Node.Count; index++)
        {
            NodeProto node = model.Proto.Graph.Node[index];
            if (node.OpType is ConvOperator or TransposedOperator or GemmOperator && OperatorDomain.IsStandard(node.Domain) && node.Output.Count > 0)
            {
                found.Add(Read(node, index, uses, constants));
            }
        }

        return found;
    }

    /// <summary>The output channel that an element of the weight belongs to, by its place in row-major order.</summary>
    public int[] ChannelOfEach()
    {
        IReadOnlyList<long> shape = WeightShape;
        int count = TensorData.ElementCount(Weight!.Tensor);
        int channels = Channels!.Value;
        int[] channelOf = new int[count];
        int perFirst = count / Math.Max(1, (int)shape[0]);
        switch (Operator)
        {
            case TransposedOperator:
                int perGroup = (int)shape[1];
                int positions = perFirst / perGroup;
                int inputsPerGroup = (int)shape[0] / (channels / perGroup);
                for (int i = 0; i < count; i++)
                {
                    channelOf[i] = (i / perFirst / inputsPerGroup * perGroup) + (i / positions % perGroup);
                }

                break;
            case GemmOperator when !IsTransposed(Node):
                for (int i = 0; i < count; i++)
                {
                    channelOf[i] = i % channels;
                }

                break;
            default:
                for (int i = 0; i < count; i++)
                {
                    channelOf[i] = i / perFirst;
                }

                break;
        }

        return channelOf;
    }

    private static Convolution Read(NodeProto node, int index, ValueUses uses, ConstantResolver constants)
    {
        ResolvedConstant? weight = constants.Resolve(InputName(node, ConvolutionSlot.Weight));
        ResolvedConstant? bias = constants.Resolve(InputName(node, ConvolutionSlot.Bias));
        Convolution convolution = new(node, index, weight, bias) { Channels = weight is null ? null : CountChannels(node, weight.Tensor) };
        convolution.Obstacle = convolution.FindObstacle(uses);
        return convolution;
    }

    private static int? CountChannels(NodeProto node, TensorProto weight)
    {
        IReadOnlyList<long> shape = weight.Dims;
        if (node.OpType == GemmOperator)
        {
            return shape.Count == 2 ? (int)shape[IsTransposed(node) ? 0 : 1] : null;
        }

        long group = Integer(node, "group") ?? 1;
        bool possible = shape.Count > 2 && shape.All(size => size > 0) && group > 0 && shape[0] % group == 0;
        return possible ? (int)(node.OpType == TransposedOperator ? shape[1] * group : shape[0]) : null;
    }

    private string? FindObstacle(ValueUses uses)
    {
        // Also where it can be computed from constants: the file would no longer be quantised.
        if (uses.OriginOf(InputName(Node, ConvolutionSlot.Weight))?.Node?.OpType == "DequantizeLinear")
        {
            return "has a quantised weight";
        }

        if (Weight is null)
        {
            return "takes its weight from somewhere else than a constant";
        }

        if (FloatFormat.Size((DataType)Weight.Tensor.DataType) is null)
        {
            return $"holds its weight as {((OnnxElementType)Weight.Tensor.DataType).ToName()}";
        }

        if (Channels is not > 0)
        {
            return "has a weight of a shape that its operator does not allow";
        }

        if (!HasBias)
        {
            return null;
        }

        if (Bias is null)
        {
            return "takes its bias from somewhere else than a constant";
        }

        return BiasFits(Bias.Tensor, Channels.Value) && FloatFormat.Size((DataType)Bias.Tensor.DataType) is not null
            ? null
            : "has a bias of a shape or type that does not fit its weight";
    }

    private bool BiasFits(TensorProto bias, int channels) => Operator == GemmOperator
        ? bias.Dims.Count <= 2 && (bias.Dims.Count == 0 || bias.Dims[^1] == 1 || bias.Dims[^1] == channels)
        : bias.Dims.Count == 1 && bias.Dims[0] == channels;

    private static bool IsTransposed(NodeProto node) => Integer(node, "transB") is not (null or 0);

    private static long? Integer(NodeProto node, string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.I;

    private static string InputName(NodeProto node, int position) => node.Input.Count > position ? node.Input[position] : "";
}
