using ShiftEval.Diagnostics;
using ShiftEval.Estimation;
using ShiftEval.Estimation.TestTime;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics.Specs;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Estimation.TestTime;

/// <summary>Scores with statistics of the images scored, against naive loops in double.</summary>
public sealed class TestTimeScorerTests
{
    private const double Tolerance = 1e-4;
    private const int Count = 15;
    private static readonly int[] Order = [.. TinyEstimation.Adapt.Take(Count)];
    private static readonly Float64Graph Graph = Float64Graph.Load(TinyFixture.PathOf("model.onnx"));
    private static readonly TestTimeScorer Scorer = Of(TinyEstimation.Context(TinyEstimation.Model));
    private static readonly double[] Stored = Graph.Run(TinyEstimation.Batch(Order)).Data;

    public static TheoryData<string> Keys => ["", ",only=mean", ",only=variance", ",layers=blocks.1.*", ",layers=first:3", ",layers=*bn2,only=mean"];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Score_Batch_IsEveryBatchByItself(string keys)
    {
        foreach ((int size, int[] batches) in new[] { (2, [2, 2, 2, 2, 2, 2, 2, 1]), (7, [7, 7, 1]), (15, [15]), (1000, new[] { 15 }), (1, [.. Enumerable.Repeat(1, Count)]) })
        {
            Check($"batch:{size}{keys}", Naive(keys).Batches(batches, 1, isMoment: false));
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Score_Alpha_WeighsEveryBatch(string keys)
    {
        foreach (double weight in new[] { 0, 0.3, 1 })
        {
            string alpha = FormattableString.Invariant($"alpha:{weight}");
            Check($"{alpha},batch=7{keys}", Naive(keys).Batches([7, 7, 1], weight, isMoment: false));
            Check($"{alpha},batch=7,rule=moment{keys}", Naive(keys).Batches([7, 7, 1], weight, isMoment: true));
            Check($"{alpha},batch=1{keys}", Naive(keys).Batches([.. Enumerable.Repeat(1, Count)], weight, isMoment: false));
            Check($"{alpha}{keys}", Naive(keys).Batches([Count], weight, isMoment: false));
        }
    }

    [Fact]
    public void Score_AlphaOfZero_IsWhatTheFileGives()
    {
        Check("alpha:0", Stored);
        Check("alpha:0,rule=moment,batch=2", Stored);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Score_Instance_CorrectsEverySampleByItsOwn(string keys)
    {
        foreach (double k in new[] { 4, 1e-9, 0.5, 30 })
        {
            string spec = FormattableString.Invariant($"instance:k={k}{keys}");
            double[] expected = Naive(keys).Instance(k);
            Check(spec, expected);
            Check(spec, expected, batch: 4);
            Check(spec, expected, batch: 1);
        }

        Check($"instance{keys}", Naive(keys).Instance(4));
    }

    [Fact]
    public void Score_InstanceWithAHugeBand_IsWhatTheFileGives() => Check("instance:k=1e9", Stored);

    [Fact]
    public void Score_InstanceWithoutABand_IsAlmostEveryImageAsABatch()
    {
        double[] own = Naive("").Batches([.. Enumerable.Repeat(1, Count)], 1, isMoment: false);
        double[] actual = Values(Scorer, "instance:k=1e-9", Order, 8);

        // They differ by n−1 alone.
        Assert.InRange(own.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 1e-4, 0.5);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Score_MovingStream_IsTheLoopOfThePaper(string keys)
    {
        double[] expected = Naive(keys).Moving();
        foreach (int batch in new[] { 1, 4, 15, 100 })
        {
            Check($"stream:ema{keys}", expected, batch);
        }
    }

    [Fact]
    public void Score_MovingStream_MovesAwayFromTheFile() =>
        Assert.True(Stored.Zip(Values(Scorer, "stream:ema", Order, 8), (a, b) => Math.Abs(a - b)).Max() > 0.05);

    [Theory]
    [MemberData(nameof(Keys))]
    public void Score_Window_IsTheLastRowOfTheLastImages(string keys)
    {
        foreach (int window in new[] { 1, 3, Count, 1000 })
        {
            double[] expected = Naive(keys).Window(window);
            Check($"stream:window={window}{keys}", expected);
            Check($"stream,window={window}{keys}", expected, batch: 3);
        }
    }

    [Fact]
    public void Score_AnyOrder_ComesBackInThatOrder()
    {
        int[] order = [.. Order.Reverse()];
        foreach (string spec in new[] { "batch:4", "alpha:0.5", "instance", "stream:ema", "stream:window=4" })
        {
            Assert.Equal(order, Scorer.Score(SpecParser.ParseOne(spec), order, 4, progress: null, CancellationToken.None).Indices);
        }

        Check("batch:15", [.. Naive("").Batches([15], 1, isMoment: false).Chunk(3).Reverse().SelectMany(row => row)], order: order);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Score_FixedBatch_IsFreed(int batch)
    {
        OnnxModel model = batch == 1 ? TinyEstimation.BatchOfOne : TinyEstimation.Model.Clone();
        foreach (ValueInfoProto value in model.Proto.Graph.Input.Concat(model.Proto.Graph.Output).Where(_ => batch > 1))
        {
            value.Type.TensorType.Shape.Dim[0].DimValue = batch;
        }

        EstimationContext context = TinyEstimation.Context(model);
        TestTimeScorer scorer = Of(context);

        Assert.Equal(batch, context.Input.Batch);
        foreach (string spec in new[] { "batch:7", "alpha:0.3,batch=7", "instance", "stream:ema", "stream:window=3" })
        {
            Close.Assert(Values(Scorer, spec, Order, 4), Values(scorer, spec, Order, 4), 1e-5, spec);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Score_AnyNumberOfThreads_GivesTheSameBits(int threads)
    {
        TestTimeScorer other = Of(TinyEstimation.Context(TinyEstimation.Model, threads: threads));
        foreach (string spec in new[] { "batch:7", "alpha:0.3,batch=7", "instance", "stream:ema", "stream:window=3" })
        {
            Assert.Equal(Values(Scorer, spec, Order, 4), Values(other, spec, Order, 4));
        }
    }

    [Fact]
    public void Score_Cancelled_Ends()
    {
        foreach (string spec in new[] { "batch:7", "instance", "stream:ema", "stream:window=3" })
        {
            Assert.ThrowsAny<OperationCanceledException>(() => Scorer.Score(SpecParser.ParseOne(spec), Order, 4, null, new CancellationToken(canceled: true)));
        }
    }

    [Fact]
    public void New_BranchThatTheDataDecideOn_IsRefused()
    {
        EstimationContext context = AnyOnnxEstimationTests.Model("if-on-data.onnx", out _).Context;

        Assert.Equal(
            $"{context.Model.Name}: has a BatchNorm in a branch that runs or not as the data decide, which statistics of the images scored cannot follow. Use domain or another spec whose statistics are constants.",
            Assert.Throws<InputException>(() => Of(context)).Message);
    }

    [Fact]
    public void New_NoBatchNorm_IsRefused() =>
        Assert.Throws<InputException>(() => Of(TinyEstimation.Context(OnnxModel.Load(TinyFixture.PathOf("model.folded.onnx")))));

    private static TestTimeScorer Of(EstimationContext context) => new(context, context.Model.Outputs[0].Name, CancellationToken.None);

    private static double[] Values(TestTimeScorer scorer, string spec, IReadOnlyList<int> order, int batch)
    {
        SampleScores scores = scorer.Score(SpecParser.ParseOne(spec), order, batch, progress: null, CancellationToken.None);
        Assert.Equal(order, scores.Indices);
        Assert.Equal(3, scores.Columns);
        return Array.ConvertAll(scores.Values, value => (double)value);
    }

    private static void Check(string spec, double[] expected, int batch = 8, int[]? order = null)
    {
        double[] actual = Values(Scorer, spec, order ?? Order, batch);
        double worst = expected.Zip(actual, (e, a) => Math.Abs(e - a) / Math.Max(1, Math.Abs(e))).Max();
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{spec}: {worst:E2}"));
        Close.Assert(expected, actual, Tolerance, spec);
    }

    private static NaiveTestTime Naive(string keys) => new(
        Graph,
        TinyEstimation.Batch(Order),
        keys.Contains("blocks.1.*", StringComparison.Ordinal) ? layer => layer.StartsWith("blocks.1.", StringComparison.Ordinal)
            : keys.Contains("*bn2", StringComparison.Ordinal) ? layer => layer.EndsWith("bn2", StringComparison.Ordinal)
            : keys.Contains("first:3", StringComparison.Ordinal) ? layer => Graph.Layers.Take(3).Contains(layer)
            : _ => true,
        !keys.Contains("variance", StringComparison.Ordinal),
        !keys.Contains("only=mean", StringComparison.Ordinal));
}
