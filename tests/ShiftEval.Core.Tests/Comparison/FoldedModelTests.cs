using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Comparison;

/// <summary>Recalibrating a file whose BatchNorm was folded into its convolutions, from the image files on.</summary>
public sealed class FoldedModelTests : IDisposable
{
    private readonly TinyLab lab = new();

    private string Folded => lab.At("model.folded.onnx");

    public void Dispose() => lab.Dispose();

    [Fact]
    public void Recalibrate_FoldedModel_WritesTheSameNodesAndSaysWhatItIsAnchoredTo()
    {
        RecalibrationResult result = Assert.Single(lab.Recalibrate(lab.Run(null, "dune"), "out.onnx", model: Folded));

        OnnxModel written = OnnxModel.Load(result.Output);
        Assert.Equal(OnnxModel.Load(Folded).Proto.Graph.Node, written.Proto.Graph.Node);
        Assert.Equal(6, result.Layers.Count);
        Assert.All(result.Layers, layer => Assert.True(layer.Shift > 0.01));
        Assert.Contains(result.Warnings, warning => warning.Code == "folded-anchored");
        StatisticsProvenance provenance = TinyLab.ProvenanceOf(result.Output);
        Assert.Equal(("domain", 36), (provenance.Spec, provenance.Samples));
        Assert.Equal(6, provenance.Folded!.Convolutions);
        Assert.Equal(TinyFixture.Rows.Count(row => row.Split == "train"), provenance.Folded.Samples);
    }

    [Fact]
    public void Recalibrate_OnTheSourceImages_ChangesNothingToSpeakOf()
    {
        RecalibrationResult result = Assert.Single(lab.Recalibrate(lab.Run(), "out.onnx", "precise", model: Folded));

        Assert.All(result.Layers, layer => Assert.InRange(layer.Shift, 0, 1e-5));
    }

    [Fact]
    public void Compare_FoldedAndUnfolded_AgreeUpToEpsilonAndStaleStatistics()
    {
        ComparisonResult folded = TinyLab.Compare(lab.Options(lab.Run(null, "dune"), "ema,domain") with { Models = [Folded] });
        ComparisonResult unfolded = lab.Compare(lab.Run(null, "dune"), "ema,domain");

        foreach ((CellResult one, CellResult other) in folded.Cells.Zip(unfolded.Cells))
        {
            double images = Math.Abs(one.Metrics["accuracy"].Value!.Value - other.Metrics["accuracy"].Value!.Value) * one.Samples;
            Assert.InRange(images, 0, 2.001);
        }

        Assert.Contains(folded.Warnings, warning => warning.Code == "folded-anchored");
    }

    [Fact]
    public void Recalibrate_Twin_TakesTheConvolutionsThatHadABatchNorm()
    {
        RecalibrationResult guessed = lab.Recalibrate(lab.Run(null, "dune"), "guessed.onnx", model: Folded)[0];
        RecalibrationResult certain = lab.Recalibrate(lab.Run(null, "dune") with { Twin = lab.Model }, "certain.onnx", model: Folded)[0];

        Assert.Equal(guessed.Sha256, certain.Sha256);
    }

    [Fact]
    public void Recalibrate_SomeConvolutions_LeavesTheOthersAlone()
    {
        RecalibrationResult result = lab.Recalibrate(lab.Run(null, "dune") with { FoldedLayers = ["*blocks.1*"] }, "some.onnx", model: Folded)[0];

        Assert.Equal(3, result.Layers.Count);
        Assert.All(result.Layers, layer => Assert.Contains("blocks.1", layer.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Recalibrate_NoSourceImages_IsRefusedWithTheRemedy()
    {
        RunOptions run = lab.Run(lab.Manifest(TinyFixture.Rows.Where(row => row.Lab == "dune")));

        Assert.Equal(
            $"{Folded}: seems to have BatchNorm folded into 6 of its 7 convolutions (shifteval inspect lists them), which takes source images to undo, and no source domain is known. "
            + "Name the domains trained on with --source, or export the model without folding.",
            Assert.Throws<InputException>(() => lab.Recalibrate(run, "out.onnx", model: Folded)).Message);
        Assert.False(File.Exists(lab.At("out.onnx")));
    }

    [Fact]
    public void Recalibrate_FileRenormalisedBefore_IsRefused()
    {
        string once = lab.Recalibrate(lab.Run(null, "dune"), "once.onnx", model: Folded)[0].Output;

        Assert.Equal(
            $"{once}: is renormalised already, to images of dune: what its convolutions give on source images is no longer what training left. Start from the file as it was exported.",
            Assert.Throws<InputException>(() => lab.Recalibrate(lab.Run(null, "dune"), "twice.onnx", model: once)).Message);
    }

    [Fact]
    public void Recalibrate_Minibatch_IsRefused() => Assert.Equal(
        $"--statistics domain,method=minibatch: {Folded} has BatchNorm folded into its convolutions, which mini-batches cannot measure. Use method=population.",
        Assert.Throws<InputException>(() => lab.Recalibrate(lab.Run(null, "dune"), "out.onnx", "domain,method=minibatch", model: Folded)).Message);

    [Fact]
    public void Recalibrate_NoConvolutionNamed_HasNothingToReplace()
    {
        RunOptions run = lab.Run(null, "dune") with { FoldedLayers = ["none"] };

        Assert.Equal(
            $"{Folded}: has no BatchNormalization node, so there are no statistics to replace. Use --statistics ema, export the model without folding BatchNorm into Conv, or name the convolutions that had one with --layers.",
            Assert.Throws<InputException>(() => lab.Recalibrate(run, "out.onnx", model: Folded)).Message);
        Assert.Equal(File.ReadAllBytes(Folded), File.ReadAllBytes(lab.Recalibrate(run, "ema.onnx", "ema", model: Folded)[0].Output));
    }
}
