using ShiftEval.Onnx.Proto;
using AttributeType = ShiftEval.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace ShiftEval.Onnx.Rewrites;

/// <summary>Operators whose attributes changed their name, type or default.</summary>
internal static class UpgradeAttributes
{
    // Defaults of Selu version 1, which version 6 states with more digits.
    private const float SeluAlpha = 1.6732f;
    private const float SeluGamma = 1.0507f;

    /// <summary>Version 6 names the type by its number.</summary>
    public static void Cast(UpgradeNode node)
    {
        if (NodeAttributes.Find(node.Node, "to") is not { Type: AttributeType.String } to)
        {
            return;
        }

        string name = to.S.ToStringUtf8();
        if (!Enum.TryParse(name, ignoreCase: true, out TensorProto.Types.DataType type)
            || type == TensorProto.Types.DataType.Undefined
            || char.IsAsciiDigit(name[0]))
        {
            node.Refuse($"casts to the unknown type '{name}'");
            return;
        }

        to.ClearS();
        to.Type = AttributeType.Int;
        to.I = (long)type;
        node.Changed($"to is the number of {name}");
    }

    /// <summary>Version 4 has no default for the axis.</summary>
    public static void Concat(UpgradeNode node)
    {
        if (NodeAttributes.Find(node.Node, "axis") is null)
        {
            NodeAttributes.SetInt(node.Node, "axis", 1);
            node.Changed("axis is stated: 1");
        }
    }

    /// <summary>Version 2 takes the exponent of the norm as an integer.</summary>
    public static void Norm(UpgradeNode node)
    {
        if (NodeAttributes.Find(node.Node, "p") is not { Type: AttributeType.Float } exponent)
        {
            return;
        }

        if (exponent.F != MathF.Truncate(exponent.F) || MathF.Abs(exponent.F) > int.MaxValue)
        {
            node.Refuse("has a norm with a fractional exponent");
            return;
        }

        long whole = (long)exponent.F;
        exponent.ClearF();
        exponent.Type = AttributeType.Int;
        exponent.I = whole;
        node.Changed("p is an integer");
    }

    /// <summary>As <see cref="Norm"/>; version 2 wants the kernel's shape.</summary>
    public static void LpPool(UpgradeNode node)
    {
        if (NodeAttributes.Find(node.Node, "kernel_shape") is null)
        {
            node.Refuse("states no kernel_shape");
            return;
        }

        Norm(node);
    }

    /// <summary>Version 2 calls paddings pads.</summary>
    public static void Pad(UpgradeNode node)
    {
        if (NodeAttributes.Find(node.Node, "paddings") is not { } paddings)
        {
            return;
        }

        paddings.Name = "pads";
        node.Changed("paddings is called pads");
    }

    /// <summary>Version 6 has other defaults.</summary>
    public static void Selu(UpgradeNode node)
    {
        node.Drop("consumed_inputs");
        if (node.Scope.Opset < 6)
        {
            State("alpha", SeluAlpha);
            State("gamma", SeluGamma);
        }

        void State(string name, float value)
        {
            if (NodeAttributes.Find(node.Node, name) is null)
            {
                NodeAttributes.Add(node.Node, name, AttributeType.Float).F = value;
                node.Changed($"{name} is stated");
            }
        }
    }

    /// <summary>Version 7 takes a scale for every axis of an image, and calls bilinear linear.</summary>
    public static void Upsample(UpgradeNode node)
    {
        if (NodeAttributes.Find(node.Node, "height_scale") is not { } height || NodeAttributes.Find(node.Node, "width_scale") is not { } width)
        {
            node.Refuse("states no height_scale and width_scale");
            return;
        }

        NodeAttributes.Remove(node.Node, "height_scale");
        NodeAttributes.Remove(node.Node, "width_scale");
        NodeAttributes.Add(node.Node, "scales", AttributeType.Floats).Floats.AddRange([1, 1, height.F, width.F]);
        if (NodeAttributes.Find(node.Node, "mode") is { } mode && mode.S.ToStringUtf8() == "bilinear")
        {
            mode.S = Google.Protobuf.ByteString.CopyFromUtf8("linear");
        }

        node.Changed("scales are given for every axis");
    }
}
