using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Folding;
using ShiftEval.Tests.Estimation;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Statistics.Folding;

/// <summary>
/// The tiny labs' model, folded. Where the stored statistics are the source's, adapting the folded file is adapting the unfolded
/// one: a BatchNorm's output then has moments that follow from those of its input.
/// </summary>
public sealed class FoldedAdaptationTests
{
    private static readonly OnnxModel Model = OnnxModel.Load(TinyFixture.PathOf("model.folded.onnx"));
    private static readonly OnnxModel Twin = OnnxModel.Load(TinyFixture.PathOf("model.onnx"));
    private static readonly FoldSelection Selection = FoldSelection.ByTwin(Model, Twin);
    private static readonly ModelStatistics TwinTarget = TinyEstimation.Of(
        Float64Graph.Parse(Twin.ToBytes()).Population(TinyEstimation.Batch(TinyEstimation.Adapt)), BatchNormLayers.Find(Twin).Select(layer => layer.Name));

    [Fact]
    public void Estimate_UnfoldedModel_MeasuresWhatTheBatchNormsOfTheTwinGive()
    {
        ModelStatistics source = Folded(layer => layer.Stored!, withEpsilon: false);

        ModelStatistics target = TinyEstimation.Estimate(TinyEstimation.Context(Unfolding.Insert(Model, Selection, source)), TinyEstimation.Adapt);

        // The twin adds its epsilon to both variances; the folded file does not tell it, and does without.
        TinyEstimation.AssertClose(Folded(layer => TwinTarget[layer.Name], withEpsilon: false), target, 2e-3);
    }

    [Fact]
    public void Write_TargetStatistics_GivesTheTwinWithItsOwn()
    {
        OnnxModel written = FoldBack.Write(Model, Selection, Folded(layer => layer.Stored!, withEpsilon: true), Folded(layer => TwinTarget[layer.Name], withEpsilon: true)).Model;

        OnnxModel adapted = StatisticsWriter.Write(Twin, TwinTarget).Model;
        Close.Assert(FoldGraphs.Run(adapted, 4, 3, 24, 24), FoldGraphs.Run(written, 4, 3, 24, 24), 1e-4, "logits");
    }

    /// <summary>The moments of each BatchNorm's output, as the file normalises, when its input has the moments given; under the convolutions' names.</summary>
    private static ModelStatistics Folded(Func<BatchNormLayer, LayerStatistics> input, bool withEpsilon)
    {
        ConstantResolver constants = new(ValueUses.OfModel(Twin.Proto)[0]);
        return new ModelStatistics(Selection.Taken.Zip(BatchNormLayers.FindRewritable(Twin), (candidate, layer) =>
        {
            double[] scale = Numbers(layer, BatchNormSlot.Scale);
            double[] bias = Numbers(layer, BatchNormSlot.Bias);
            double[] factor = [.. scale.Zip(layer.Stored!.Variance, (g, v) => g / Math.Sqrt(v + layer.Epsilon))];
            LayerStatistics moments = input(layer);

            // With epsilon in both variances their ratio is the twin's.
            return KeyValuePair.Create(candidate.Name, new LayerStatistics(
                [.. moments.Mean.Select((m, c) => ((m - layer.Stored.Mean[c]) * factor[c]) + bias[c])],
                [.. moments.Variance.Select((v, c) => factor[c] * factor[c] * (withEpsilon ? v + layer.Epsilon : v))]));
        }));

        double[] Numbers(BatchNormLayer layer, int slot) => TensorData.ReadDoubles(constants.Resolve(layer.Proto.Input[slot])!.Tensor, null);
    }
}
