using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Statistics.Bundling;

/// <summary>A layer's means and factors, one row a choice.</summary>
/// <param name="Mean">Shape [entries, C].</param>
/// <param name="Factor">scale/sqrt(variance+ε), the scale 1 where it is computed at run time; shape [entries, C].</param>
internal sealed record NormTables(double[] Mean, double[] Factor)
{
    private const string Remedy = "Export the model with float32 statistics";

    /// <summary>Computes the tables in double, from statistics rounded as a file with one domain's statistics holds them.</summary>
    /// <param name="modelName">How messages name the model.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="entries">Its statistics, choice by choice.</param>
    /// <param name="problems">Receives values too large for their element type.</param>
    public static NormTables Of(string modelName, SwitchableLayer layer, IReadOnlyList<LayerStatistics> entries, ProblemList problems)
    {
        int channels = entries[0].Channels;
        double[] mean = new double[entries.Count * channels];
        double[] factor = new double[mean.Length];
        for (int entry = 0; entry < entries.Count; entry++)
        {
            double[] means = Rounded(entries[entry].Mean, layer.Mean, "running_mean");
            double[] variances = Rounded(entries[entry].Variance, layer.Variance, "running_var");
            means.CopyTo(mean, entry * channels);
            for (int c = 0; c < channels; c++)
            {
                factor[(entry * channels) + c] = (layer.Scale?[c] ?? 1) / Math.Sqrt(variances[c] + layer.Layer.Epsilon);
            }
        }

        return new NormTables(mean, factor);

        double[] Rounded(double[] values, TensorProto like, string what)
        {
            TensorProto tensor = TensorData.Zeros("", (DataType)like.DataType, [values.Length]);
            Store(modelName, layer, tensor, values, what, problems);
            return TensorData.ReadDoubles(tensor, null);
        }
    }

    /// <summary>Writes values into a tensor, and names those that are too large for its element type.</summary>
    public static void Store(string modelName, SwitchableLayer layer, TensorProto tensor, double[] values, string what, ProblemList problems)
    {
        int overflowed = TensorData.WriteDoubles(tensor, values, null).Overflowed;
        if (overflowed > 0)
        {
            problems.Add($"{modelName}, node {layer.Layer.Node}", $"{overflowed} of {values.Length} new values of {what} are too large for {((OnnxElementType)tensor.DataType).ToName()}", Remedy);
        }
    }
}
