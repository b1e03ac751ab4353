using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Measurable;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Estimation;

/// <summary>Measuring and writing every way to carry BatchNorm, against PyTorch in float64.</summary>
public sealed class AnyOnnxEstimationTests
{
    private const double StatisticsTolerance = 1e-5;
    private const double ScoreTolerance = 1e-4;

    public static TheoryData<string> Works => [.. AnyOnnxFixture.Models.Values.Where(model => !model.IsRefused && model.Reference.Length > 0).Select(model => model.File)];

    public static TheoryData<string> Refused => [.. AnyOnnxFixture.Models.Values.Where(model => model.IsRefused && model.File != "dropout-training.onnx").Select(model => model.File)];

    [Theory]
    [MemberData(nameof(Works))]
    public void Population_AnyModel_EqualsPyTorch(string file)
    {
        AnyModel model = Model(file, out AnyOnnxReference reference);

        Assert.InRange(AnyModel.WorstError(reference.Population, model.Population()), 0, StatisticsTolerance);
        Assert.InRange(AnyModel.WorstError(reference.Population, model.LayerByLayer()), 0, StatisticsTolerance);
    }

    [Theory]
    [MemberData(nameof(Works))]
    public void Write_AnyModel_GivesPyTorchsScores(string file)
    {
        AnyModel model = Model(file, out AnyOnnxReference reference);
        OnnxModel read = model.Context.Model;
        ModelStatistics stored = BatchNormLayers.Stored(BatchNormLayers.FindRewritable(read));

        OnnxModel written = OnnxModel.Parse(StatisticsWriter.Write(read, model.Population()).Model.ToBytes(), file, read.Folder);
        (OnnxModel untouched, IReadOnlyList<StatisticsChange> changes) = StatisticsWriter.Write(read, stored);

        Assert.Empty(changes);
        Assert.Equal(File.ReadAllBytes(AnyOnnxFixture.PathOf(file)), untouched.ToBytes());
        Assert.Equal(stored.Layers, BatchNormLayers.Stored(BatchNormLayers.FindRewritable(written)).Layers);
        if (AnyOnnxFixture.Models[file].MissingKernel.Length > 0 && file != "opset-6.onnx")
        {
            Assert.Throws<InputException>(() => model.Scores(written, "logits"));
            return;
        }

        // float16 carries three digits.
        double tolerance = file.Contains("float16", StringComparison.Ordinal) ? 5e-3 : ScoreTolerance;
        Close.Assert(reference.PopulationLogits, model.Scores(written, "logits"), tolerance, file);
        Close.Assert(reference.Logits, model.Scores(read, "logits"), tolerance, file);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void FindRewritable_WhatCannotBeRewritten_IsRefusedWithTheReason(string file)
    {
        OnnxModel model = OnnxModel.Load(AnyOnnxFixture.PathOf(file));

        InputException refusal = Assert.Throws<InputException>(() => BatchNormLayers.FindRewritable(model));

        Assert.Contains(AnyOnnxFixture.Models[file].Reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_DropoutInTrainingMode_IsRefused()
    {
        OnnxModel model = OnnxModel.Load(AnyOnnxFixture.PathOf("dropout-training.onnx"));

        InputException refusal = Assert.Throws<InputException>(() => MeasurableModel.Of(model, "x"));

        Assert.Contains("node /Dropout_4: is in training mode, since it ", refusal.Message, StringComparison.Ordinal);
    }

    internal static AnyModel Model(string file, out AnyOnnxReference reference)
    {
        OnnxModel model = OnnxModel.Load(AnyOnnxFixture.PathOf(file));
        reference = AnyOnnxFixture.References[AnyOnnxFixture.Models[file].Reference];
        OnnxValueInfo input = model.Inputs[^1];
        Tensor64 samples = reference.Input;
        if (input.Shape![1].Value == samples.Shape[^1] && input.Shape.Count == 4 && input.Shape[3].Value == samples.Shape[1])
        {
            samples = ShiftEval.Tests.Reference.Operators.Moves.Permute(samples, [0, 2, 3, 1]);
        }

        return new AnyModel(model, input, samples);
    }
}
