namespace ShiftEval.Tests.Reference.Operators;

/// <summary>
/// Where a sliding window lies. One, two and three spatial axes are all treated as three, with leading axes of length 1.
/// </summary>
internal sealed class Window
{
    private Window(OperatorCall call, int[] input, int[] kernel)
    {
        int rank = input.Length;
        long[] strides = call.Ints("strides") ?? Ones(rank), dilations = call.Ints("dilations") ?? Ones(rank);
        long[] pads = call.Ints("pads") ?? new long[2 * rank];
        string autoPad = call.Text("auto_pad", "NOTSET");
        bool ceiling = call.Int("ceil_mode", 0) == 1;
        OutputShape = new int[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            int to = 3 - rank + axis;
            Input[to] = input[axis];
            Kernel[to] = kernel[axis];
            Stride[to] = (int)strides[axis];
            Dilation[to] = (int)dilations[axis];
            int reach = ((Kernel[to] - 1) * Dilation[to]) + 1;
            (Begin[to], End[to]) = autoPad switch
            {
                "NOTSET" => ((int)pads[axis], (int)pads[rank + axis]),
                "VALID" => (0, 0),
                "SAME_UPPER" or "SAME_LOWER" => Same(Input[to], Stride[to], reach, autoPad == "SAME_UPPER"),
                _ => throw new NotSupportedException($"auto_pad {autoPad}."),
            };
            OutputShape[axis] = Output[to] = Count(Input[to], Begin[to], End[to], reach, Stride[to], ceiling);
        }
    }

    public int[] Input { get; } = [1, 1, 1];

    public int[] Output { get; } = [1, 1, 1];

    public int[] Kernel { get; } = [1, 1, 1];

    public int[] Stride { get; } = [1, 1, 1];

    public int[] Dilation { get; } = [1, 1, 1];

    /// <summary>Padding before and after, per axis.</summary>
    public int[] Begin { get; } = [0, 0, 0];

    public int[] End { get; } = [0, 0, 0];

    /// <summary>The output's spatial shape in the tensor's own rank.</summary>
    public int[] OutputShape { get; }

    public int InputSize => Tensor64.Size(Input);

    public int OutputSize => Tensor64.Size(Output);

    public int KernelSize => Tensor64.Size(Kernel);

    /// <param name="call">Its attributes tell strides, dilations and padding.</param>
    /// <param name="input">Spatial shape of what the window slides over.</param>
    /// <param name="kernel">Spatial shape of the window.</param>
    public static Window Over(OperatorCall call, int[] input, int[] kernel) => new(call, input, kernel);

    /// <summary>The input coordinate under one tap of the window at one output coordinate; may lie in the padding.</summary>
    public int At(int axis, int output, int tap) => (output * Stride[axis]) - Begin[axis] + (tap * Dilation[axis]);

    public bool Inside(int axis, int coordinate) => coordinate >= 0 && coordinate < Input[axis];

    private static (int Begin, int End) Same(int input, int stride, int reach, bool upper)
    {
        int outputs = (input + stride - 1) / stride;
        int total = Math.Max(((outputs - 1) * stride) + reach - input, 0);
        return upper ? (total / 2, total - (total / 2)) : (total - (total / 2), total / 2);
    }

    private static int Count(int input, int begin, int end, int reach, int stride, bool ceiling)
    {
        int room = input + begin + end - reach;
        if (!ceiling)
        {
            return (room / stride) + 1;
        }

        // A window that would start in the padding after the input is left out.
        int count = ((room + stride - 1) / stride) + 1;
        return (count - 1) * stride >= input + begin ? count - 1 : count;
    }

    private static long[] Ones(int rank) => [.. Enumerable.Repeat(1L, rank)];
}
