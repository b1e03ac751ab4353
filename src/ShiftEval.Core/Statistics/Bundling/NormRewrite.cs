using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Statistics.Bundling;

/// <summary>
/// Given a BatchNormalization and tables of its statistics: plain operators that give the same value under its name, every sample
/// normalised with the row that its domain chooses.
/// </summary>
/// <remarks>
/// y = (x−mean[row])·factor[row]+bias. The tables have the shape [entries, C, 1, …], so that Gather gives what broadcasts over x. Where
/// the number of axes of x is not known, x is seen as [N, C, L]. Tables lie in the main graph, which subgraphs see.
/// </remarks>
internal sealed class NormRewrite(OnnxModel model, GraphEditor editor, string rows, ValueRanks ranks, ProblemList problems)
{
    private const int Flat = 3;
    private string? flatShape;

    /// <summary>What was added to the main graph so far, and which nodes were replaced.</summary>
    public List<StatisticsChange> Changes { get; } = [];

    /// <summary>The nodes that take a layer's place, in order; its own node is not changed.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="entries">Its statistics, choice by choice.</param>
    public IReadOnlyList<NodeProto> Of(SwitchableLayer layer, IReadOnlyList<LayerStatistics> entries)
    {
        NodeProto node = layer.Node;
        string name = layer.Layer.Name;
        int? rank = ranks.Of(node.Input[BatchNormSlot.X]);
        bool reshapes = rank is null or < 2;
        long[] channelwise = [entries[0].Channels, .. Enumerable.Repeat(1L, (reshapes ? Flat : rank!.Value) - 2)];
        NormTables tables = NormTables.Of(model.Name, layer, entries, problems);
        List<NodeProto> nodes = [];

        string x = ToTable(node.Input[BatchNormSlot.X], "input");
        string? shape = null;
        if (reshapes)
        {
            shape = Add("Shape", "shape", x);
            x = Add("Reshape", "flat", x, flatShape ??= Shape("domain_flat", 0, 0, -1));
        }

        string centred = Add("Sub", "centred", x, Add("Gather", "mean_of_domain", Table("domain_mean", "mean", entries.Count, tables.Mean), rows));
        string y = Add("Mul", "scaled", centred, Add("Gather", "factor_of_domain", Table("domain_factor", "scale/sqrt(variance+epsilon)", entries.Count, tables.Factor), rows));
        if (layer.Scale is null)
        {
            y = Add("Mul", "with_scale", y, Channelwise(BatchNormSlot.Scale, "scale"));
        }

        y = Add("Add", "shifted", y, layer.Bias is { } bias ? Store("domain_bias", "bias", channelwise, bias) : Channelwise(BatchNormSlot.Bias, "bias"));
        if (shape is not null)
        {
            y = Add("Reshape", "normal", y, shape);
        }

        if (layer.Type.Casts)
        {
            _ = layer.Type.Back is { } back ? Add(Cast(back), "output", y) : Add("CastLike", "output", y, node.Input[BatchNormSlot.X]);
        }

        // The last one is the layer, as far as names go.
        nodes[^1].Output[0] = node.Output[0];
        nodes[^1].Name = node.Name.Length > 0 ? node.Name : nodes[^1].Name;
        Changes.Add(new StatisticsChange("node-operator", layer.Layer.Node, $"BatchNormalization is {string.Join(", ", nodes.Select(added => added.OpType))}, with tables of its statistics by domain"));
        return nodes;

        string ToTable(string value, string what) => layer.Type.Casts ? Add(Cast(layer.Type.Table), what, value) : value;

        string Channelwise(int slot, string what)
        {
            string vector = ToTable(node.Input[slot], $"{what}_vector");
            return Add("Reshape", $"{what}_channels", vector, Shape($"{name}.{what}_shape", [-1, .. channelwise.Skip(1)]));
        }

        string Table(string suffix, string what, long rowCount, double[] values) => Store(suffix, $"{what}, a row a domain", [rowCount, .. channelwise], values);

        string Store(string suffix, string what, long[] dimensions, double[] values)
        {
            TensorProto tensor = TensorData.Zeros($"{name}.{suffix}", layer.Type.Table, dimensions);
            NormTables.Store(model.Name, layer, tensor, values, what, problems);
            string stored = editor.AddInitializer(model.Proto.Graph, tensor);
            Changes.Add(new StatisticsChange("added-initializer", stored, $"{what}, of {name}"));
            return stored;
        }

        string Add(object operation, string suffix, params string[] inputs)
        {
            NodeProto added = operation as NodeProto ?? new NodeProto { OpType = (string)operation };
            added.Name = editor.FreshName($"{name}.{suffix}");
            added.Input.Add(inputs);
            added.Output.Add(added.Name);
            nodes.Add(added);
            return added.Name;
        }
    }

    private static NodeProto Cast(DataType to)
    {
        NodeProto cast = new() { OpType = "Cast" };
        NodeAttributes.SetInt(cast, "to", (long)to);
        return cast;
    }

    private string Shape(string name, params long[] values)
    {
        string shape = editor.AddInitializer(model.Proto.Graph, TensorData.Vector(name, values));
        Changes.Add(new StatisticsChange("added-initializer", shape, "a shape for the layers' values"));
        return shape;
    }
}
