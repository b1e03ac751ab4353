using System.Globalization;
using CsCheck;
using ShiftEval.Diagnostics;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Tests.Statistics.Specs;

public sealed class SpecParserTests
{
    private const string AllForms =
        "ema, precise, domain, test, from=NAME, from=*, mix:W, mix:N=COUNT, alpha:A, batch:B, file:PATH, stream:ema, stream:window=K, instance:k=K";

    [Theory]
    [InlineData("ema", SpecHead.Ema)]
    [InlineData("precise", SpecHead.Precise)]
    [InlineData("domain", SpecHead.Domain)]
    [InlineData("test", SpecHead.Test)]
    [InlineData("from=labA", SpecHead.From)]
    [InlineData("from=*", SpecHead.From)]
    [InlineData("mix:0.5", SpecHead.Mix)]
    [InlineData("mix:N=16", SpecHead.Mix)]
    [InlineData("alpha:0.1", SpecHead.Alpha)]
    [InlineData("batch:8", SpecHead.Batch)]
    [InlineData("file:stats/a.safetensors", SpecHead.File)]
    [InlineData("stream:ema", SpecHead.Stream)]
    [InlineData("stream:window=16", SpecHead.Stream)]
    [InlineData("instance:k=4", SpecHead.Instance)]
    public void ParseOne_EveryHead_IsItsOwnCanonicalForm(string text, SpecHead head)
    {
        StatisticsSpec spec = SpecParser.ParseOne(text);

        Assert.Equal((head, text, text), (spec.Head, spec.Canonical, spec.Text));
        Assert.Equal(text, spec.ToString());
    }

    [Fact]
    public void ParseOne_Heads_CarryTheirValues()
    {
        Assert.Equal("labA", SpecParser.ParseOne("from=labA").Name);
        Assert.Null(SpecParser.ParseOne("from=*").Name);
        Assert.Equal("a=b.safetensors", SpecParser.ParseOne("file:a=b.safetensors").Name);
        Assert.Equal("C:\\a", SpecParser.ParseOne("file:C:\\a").Name);
        Assert.Equal((0.25, null, MixRule.Moment), Mixture("mix:0.25"));
        Assert.Equal((null, 16.0, MixRule.Linear), Mixture("mix:N=16"));
        Assert.Equal((0.25, null, MixRule.Linear), Mixture("alpha:0.25"));
        Assert.Equal(8, SpecParser.ParseOne("batch:8").Value);
        Assert.Equal(3, SpecParser.ParseOne("stream:window=3").Value);
        Assert.Null(SpecParser.ParseOne("stream:ema").Value);
        Assert.Equal(0.5, SpecParser.ParseOne("instance:k=0.5").Value);
    }

    [Fact]
    public void ParseOne_EveryKey_IsRead()
    {
        StatisticsSpec spec = SpecParser.ParseOne(
            "mix:0.5,method=minibatch,estimator=mean-of-batches,batch=16,order=file,samples=32,split=train,layers=first:3,only=mean,source=precise,rule=linear");

        Assert.Equal((EstimationMethod.Minibatch, BatchEstimator.MeanOfBatches, 16, SampleOrdering.File), (spec.Method, spec.Estimator, spec.BatchSize, spec.Order));
        Assert.Equal((32, "train", SpecHead.Precise, MixRule.Linear), (spec.Samples, spec.Split, spec.MixSource, spec.Rule));
        Assert.Equal(new ReplacementRule { FirstLayers = 3, Variance = false }, spec.Replacement);
        Assert.Equal(spec.Text, spec.Canonical);
        Assert.Equal(EstimationMethod.Frozen, SpecParser.ParseOne("domain,method=frozen").Method);
        Assert.Equal(ClassBalance.Source, SpecParser.ParseOne("domain,balance=source").Balance);
        Assert.Equal(ClassBalance.Uniform, SpecParser.ParseOne("domain,balance=uniform").Balance);
        Assert.Equal(
            new ReplacementRule { Layers = "a.*", Mean = false, NearestPercent = 12.5 },
            SpecParser.ParseOne("domain,layers=a.*,only=variance,select=wasserstein:12.5").Replacement);
    }

    [Theory]
    [InlineData("domain,method=population", "domain")]
    [InlineData("domain,estimator=total,batch=128,order=shuffled,balance=none", "domain")]
    [InlineData("mix:0.5,source=ema,rule=moment", "mix:0.5")]
    [InlineData("mix:N=16,rule=linear", "mix:N=16")]
    [InlineData("mix:N=16,rule=moment", "mix:N=16,rule=moment")]
    [InlineData("alpha:0.5,rule=linear", "alpha:0.5")]
    [InlineData("mix:5e-1", "mix:0.5")]
    [InlineData("mix:.50", "mix:0.5")]
    [InlineData("mix:-0", "mix:0")]
    [InlineData("mix:1", "mix:1")]
    [InlineData("mix:N=0", "mix:N=0")]
    [InlineData("batch:008", "batch:8")]
    [InlineData("domain,samples=032", "domain,samples=32")]
    [InlineData("domain,select=wasserstein:10.0", "domain,select=wasserstein:10")]
    [InlineData("domain,layers=first:07", "domain,layers=first:7")]
    [InlineData("domain,order=file,batch=2", "domain,batch=2,order=file")]
    [InlineData("stream", "stream:ema")]
    [InlineData("stream,window=05", "stream:window=5")]
    [InlineData("stream:ema,order=file", "stream:ema")]
    [InlineData("stream:ema,order=shuffled", "stream:ema,order=shuffled")]
    [InlineData("instance", "instance:k=4")]
    [InlineData("instance,k=2.0", "instance:k=2")]
    [InlineData("domain,select=wasserstein:5,balance=uniform,only=mean,layers=b*,method=frozen", "domain,method=frozen,balance=uniform,layers=b*,only=mean,select=wasserstein:5")]
    [InlineData("  domain ; batch=2 ", "domain,batch=2")]
    [InlineData("from=\"labA\"", "from=labA")]
    [InlineData("from=\"*\"", "from=\"*\"")]
    [InlineData("from=lab A", "from=lab A")]
    [InlineData("from=\" lab \"", "from=\" lab \"")]
    [InlineData("from=\"a,b;c\"", "from=\"a,b;c\"")]
    [InlineData("from=\"say \"\"hi\"\"\"", "from=\"say \"\"hi\"\"\"")]
    [InlineData("file:\"a,b\"", "file:\"a,b\"")]
    [InlineData("domain,layers=\"a,b\"", "domain,layers=\"a,b\"")]
    public void Canonical_SpellingsOfOneMeaning_AreOne(string text, string canonical) => Assert.Equal(canonical, SpecParser.ParseOne(text).Canonical);

    [Fact]
    public void ParseOne_QuotedNames_AreReadWithoutTheirQuotes()
    {
        Assert.Equal("*", SpecParser.ParseOne("from=\"*\"").Name);
        Assert.Equal("a,b;c", SpecParser.ParseOne("from=\"a,b;c\"").Name);
        Assert.Equal("say \"hi\"", SpecParser.ParseOne("from=\"say \"\"hi\"\"\"").Name);
        Assert.Equal("batch=2", SpecParser.ParseOne("from=\"batch=2\"").Name);
    }

    [Theory]
    [InlineData("ema,domain,batch=2,from=labA")]
    [InlineData("ema;domain;batch=2;from=labA")]
    [InlineData("ema;domain,batch=2;from=labA")]
    [InlineData("ema", "domain,batch=2", "from=labA")]
    [InlineData("ema,domain;batch=2", "from=labA")]
    public void Parse_SeparatorsAndOptions_MeanTheSame(params string[] options)
    {
        IReadOnlyList<StatisticsSpec> specs = SpecParser.Parse(options);

        Assert.Equal(["ema", "domain,batch=2", "from=labA"], specs.Select(spec => spec.Canonical));
        Assert.Equal(["ema", "domain,batch=2", "from=labA"], specs.Select(spec => spec.Text));
    }

    [Fact]
    public void Parse_FromAmongKeys_StartsASpec() =>
        Assert.Equal(["from=labA,batch=2", "from=labB"], SpecParser.Parse(["from=labA,batch=2,from=labB"]).Select(spec => spec.Canonical));

    [Fact]
    public void Parse_KeysOfOneSpec_DoNotReachTheNext() =>
        Assert.Equal([2, 128, 2], SpecParser.Parse(["domain,batch=2,precise,test,batch=2"]).Select(spec => spec.BatchSize));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("sv-SE")]
    [InlineData("ar-SA")]
    public void Parse_AnyCulture_ReadsAndWritesInvariantNumbers(string culture)
    {
        CultureInfo before = Thread.CurrentThread.CurrentCulture;
        Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            StatisticsSpec spec = SpecParser.ParseOne("mix:0.25,select=wasserstein:-0,batch=1000");
            Assert.Equal((0.25, 1000, "mix:0.25,batch=1000,select=wasserstein:0"), (spec.Value, spec.BatchSize, spec.Canonical));
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Fact]
    public void Canonical_ParsedAgain_IsTheSameSpec() => GenSpec.Sample(text =>
    {
        StatisticsSpec spec = SpecParser.ParseOne(text);
        StatisticsSpec again = SpecParser.ParseOne(spec.Canonical);

        Assert.Equal(spec.Canonical, again.Canonical);
        Assert.Equal(spec with { Text = "" }, again with { Text = "" });
    });

    [Theory]
    [InlineData("emma", "--statistics emma, column 1: emma is not a statistics spec. Write ema; all forms: " + AllForms + ".")]
    [InlineData("ema,domian", "--statistics ema,domian, column 5: domian is not a statistics spec. Write domain; all forms: " + AllForms + ".")]
    [InlineData("ema, domian", "--statistics ema, domian, column 6: domian is not a statistics spec. Write domain; all forms: " + AllForms + ".")]
    [InlineData("Domain", "--statistics Domain, column 1: Domain is not a statistics spec. Write domain; all forms: " + AllForms + ".")]
    [InlineData("domain,sample=3", "--statistics domain,sample=3, column 8: sample=3 is not a statistics spec. Write samples=; all forms: " + AllForms + ".")]
    [InlineData("bacth:8", "--statistics bacth:8, column 1: bacth:8 is not a statistics spec. Write batch:B or batch=; all forms: " + AllForms + ".")]
    [InlineData("\"domain\"", "--statistics \"domain\", column 1: \"domain\" is not a statistics spec. Write domain; all forms: " + AllForms + ".")]
    [InlineData("mix", "--statistics mix, column 1: mix is not a statistics spec. Write mix:W or mix:N=COUNT (a weight from 0 to 1).")]
    [InlineData("mix:1.5", "--statistics mix:1.5, column 1: mix:1.5 is not a statistics spec. Write mix:W or mix:N=COUNT (a weight from 0 to 1).")]
    [InlineData("mix:-0.1", "--statistics mix:-0.1, column 1: mix:-0.1 is not a statistics spec. Write mix:W or mix:N=COUNT (a weight from 0 to 1).")]
    [InlineData("mix:N=-1", "--statistics mix:N=-1, column 1: mix:N=-1 is not a statistics spec. Write mix:W or mix:N=COUNT (a weight from 0 to 1).")]
    [InlineData("mix:NaN", "--statistics mix:NaN, column 1: mix:NaN is not a statistics spec. Write mix:W or mix:N=COUNT (a weight from 0 to 1).")]
    [InlineData("alpha:2", "--statistics alpha:2, column 1: alpha:2 is not a statistics spec. Write alpha:A (a weight from 0 to 1).")]
    [InlineData("batch:0", "--statistics batch:0, column 1: batch:0 is not a statistics spec. Write batch:B (a whole number of at least 1).")]
    [InlineData("batch:1.5", "--statistics batch:1.5, column 1: batch:1.5 is not a statistics spec. Write batch:B (a whole number of at least 1).")]
    [InlineData("from=", "--statistics from=, column 1: from= is not a statistics spec. Write from=NAME or from=*.")]
    [InlineData("from", "--statistics from, column 1: from is not a statistics spec. Write from=NAME or from=*.")]
    [InlineData("file:", "--statistics file:, column 1: file: is not a statistics spec. Write file:PATH.")]
    [InlineData("ema:1", "--statistics ema:1, column 1: ema:1 is not a statistics spec. Write ema.")]
    [InlineData("domain=labA", "--statistics domain=labA, column 1: domain=labA is not a statistics spec. Write domain.")]
    [InlineData("stream:window=0", "--statistics stream:window=0, column 1: stream:window=0 is not a statistics spec. Write stream:ema or stream:window=K.")]
    [InlineData("instance:k=0", "--statistics instance:k=0, column 1: instance:k=0 is not a statistics spec. Write instance:k=K.")]
    [InlineData("batch=2", "--statistics batch=2, column 1: batch=2 has no spec before it to continue. Write a spec first, as in domain,batch=2.")]
    [InlineData("domain,batch=2,batch=4", "--statistics domain,batch=2,batch=4, column 16: batch= is given twice for domain,batch=2. Give it once.")]
    [InlineData("domain,batch=0", "--statistics domain,batch=0, column 8: batch= takes a whole number of at least 1, not 0. Write batch=a whole number of at least 1.")]
    [InlineData("domain,samples=", "--statistics domain,samples=, column 8: samples= takes a whole number of at least 1, not nothing. Write samples=a whole number of at least 1.")]
    [InlineData("domain,method=minibach", "--statistics domain,method=minibach, column 8: method= takes population|minibatch|frozen, not minibach. Write method=population|minibatch|frozen; nearest: method=minibatch.")]
    [InlineData("domain,layers=first:0", "--statistics domain,layers=first:0, column 8: layers= takes PATTERN or first:K with K from 1, not first:0. Write layers=PATTERN or first:K with K from 1.")]
    [InlineData("domain,select=wasserstein:101", "--statistics domain,select=wasserstein:101, column 8: select= takes wasserstein:P with P from 0 to 100, not wasserstein:101. Write select=wasserstein:P with P from 0 to 100.")]
    [InlineData("domain,source=precise", "--statistics domain,source=precise, column 8: source= does not go with domain. Take it out; this spec takes method=, estimator=, batch=, order=, samples=, split=, balance=, layers=, only=, select=.")]
    [InlineData("test,split=adapt", "--statistics test,split=adapt, column 6: split= does not go with test. Take it out; this spec takes method=, estimator=, batch=, order=, samples=, balance=, layers=, only=, select=.")]
    [InlineData("ema,batch=2", "--statistics ema,batch=2, column 5: batch= does not go with ema. Take it out: this spec has no keys.")]
    [InlineData("batch:2,window=3", "--statistics batch:2,window=3, column 9: window= does not go with batch:2. Take it out; this spec takes order=, layers=, only=.")]
    [InlineData("ema,domain,estimator=mean-of-batches", "--statistics ema,domain,estimator=mean-of-batches, column 5: domain,estimator=mean-of-batches joins mini-batches and has none. Write domain,estimator=mean-of-batches,method=minibatch, or take the estimator out.")]
    [InlineData("stream:ema,window=3", "--statistics stream:ema,window=3, column 12: window=3 does not go with stream:ema, which says already what it is. Write stream:window=3.")]
    [InlineData("instance:k=1,k=2", "--statistics instance:k=1,k=2, column 14: k=2 does not go with instance:k=1, which says already what it is. Write instance:k=2.")]
    [InlineData("domain,method=minibatch,balance=source", "--statistics domain,method=minibatch,balance=source, column 1: domain,method=minibatch,balance=source: a mini-batch has not the images of every class that weights could balance. Use method=population or method=frozen with balance=.")]
    [InlineData("precise,balance=source", "--statistics precise,balance=source, column 1: precise,balance=source weights the source images to their own class mix. Take balance=source out, or write balance=uniform.")]
    [InlineData("domain,select=wasserstein:50,method=minibatch", "--statistics domain,select=wasserstein:50,method=minibatch, column 1: domain,select=wasserstein:50,method=minibatch: the nearest channels are chosen from the statistics of all images, and mini-batches normalise before these are known. Use method=population or method=frozen with select=.")]
    [InlineData("batch:4,select=wasserstein:50", "--statistics batch:4,select=wasserstein:50, column 9: select= does not go with batch:4. Take it out; this spec takes order=, layers=, only=.")]
    [InlineData("ema,,domain", "--statistics ema,,domain, column 5: there is nothing between the separators. Take the extra comma or semicolon out.")]
    [InlineData("ema;", "--statistics ema;, column 5: there is nothing between the separators. Take the extra comma or semicolon out.")]
    [InlineData("", "--statistics , column 1: there is nothing between the separators. Take the extra comma or semicolon out.")]
    [InlineData("ema,from=\"labA", "--statistics ema,from=\"labA, column 10: a double quote is opened and never closed. Close it, or double it where it belongs to the name.")]
    [InlineData("domain,method=population,domain", "--statistics domain: the spec domain is given 2 times. Give it once.")]
    public void Parse_WhatIsNoSpec_SaysWhereAndWhatIsNearest(string text, string message) =>
        Assert.Equal(message, Assert.Throws<InputException>(() => SpecParser.Parse([text])).Message);

    [Fact]
    public void Parse_SameSpecInTwoOptions_IsRefusedByItsCanonicalName()
    {
        InputException exception = Assert.Throws<InputException>(() => SpecParser.Parse(["mix:.5", "ema", "mix:0.50,source=ema"]));

        Assert.Equal("--statistics mix:0.50,source=ema: the spec mix:0.5 is given 2 times. Give it once.", exception.Message);
    }

    [Fact]
    public void Parse_SeveralMistakes_AreToldTogetherAndOnce()
    {
        InputException exception = Assert.Throws<InputException>(() => SpecParser.Parse(["domian,batch=2,order=file", "mix:7,rule=bent", "domain,rule=linear"]));

        Assert.Equal(
            ["--statistics domian,batch=2,order=file, column 1", "--statistics mix:7,rule=bent, column 1", "--statistics domain,rule=linear, column 8"],
            exception.Problems.Select(problem => problem.Where));
    }

    [Fact]
    public void ParseOne_SeveralSpecs_AreRefused()
    {
        InputException exception = Assert.Throws<InputException>(() => SpecParser.ParseOne("ema,domain"));

        Assert.Equal("--statistics ema,domain: 2 specs stand where one is wanted. Give one spec.", exception.Message);
    }

    [Fact]
    public void Traits_OfEachHead_TellWhatItNeeds()
    {
        string[] all = ["ema", "precise", "domain", "test", "from=a", "mix:1", "alpha:1", "batch:1", "file:a", "stream:ema", "instance:k=1"];
        StatisticsSpec[] specs = [.. all.Select(SpecParser.ParseOne)];

        Assert.Equal(["test", "alpha:1", "batch:1", "stream:ema", "instance:k=1"], specs.Where(spec => spec.IsTransductive).Select(spec => spec.Text));
        Assert.Equal(["alpha:1", "batch:1", "stream:ema", "instance:k=1"], specs.Where(spec => !spec.IsConstant).Select(spec => spec.Text));
        Assert.Equal(["ema", "alpha:1", "batch:1", "file:a", "stream:ema", "instance:k=1"], specs.Where(spec => !spec.NeedsImages).Select(spec => spec.Text));
        Assert.Equal(["alpha:1", "batch:1", "stream:ema"], specs.Where(spec => spec.MakesSamplesDependent).Select(spec => spec.Text));
    }

    private static (double? Value, double? Prior, MixRule Rule) Mixture(string text)
    {
        StatisticsSpec spec = SpecParser.ParseOne(text);
        return (spec.Value, spec.PriorCount, spec.Rule);
    }

    private static readonly Gen<string> GenName = Gen.String[Gen.OneOf('a', 'Z', '9', ',', ';', '"', '=', ':', '*', ' ', 'ä', '/'), 1, 8].Select(Quoted);
    private static readonly Gen<string> GenWeight = Gen.Double[0, 1].Select(weight => weight.ToString("R", CultureInfo.InvariantCulture));
    private static readonly Gen<string> GenCount = Gen.Int[1, 5000].Select(count => count.ToString(CultureInfo.InvariantCulture));

    private static readonly Gen<string> GenSpec = Gen.OneOf(
        Gen.Select(
            Gen.OneOf(Gen.OneOf("precise", "domain"), GenName.Select(name => $"from={name}"), Gen.Const("from=*")),
            Keys(Estimated().Append(Choice("split", "train", "adapt", "test"))),
            string.Concat),
        Gen.Select(Gen.Const("test"), Keys(Batched()), string.Concat),
        Gen.Select(
            Gen.OneOf(GenWeight.Select(weight => $"mix:{weight}"), GenWeight.Select(prior => $"mix:N={prior}")),
            Keys([.. Batched(), Choice("source", "ema", "precise"), Choice("rule", "moment", "linear")]),
            string.Concat),
        Gen.Select(GenWeight.Select(weight => $"alpha:{weight}"), Keys([Choice("order", "shuffled", "file"), Choice("rule", "moment", "linear")]), string.Concat),
        GenCount.Select(count => $"batch:{count}"),
        GenName.Select(name => $"file:{name}"),
        Gen.Select(Gen.OneOf(Gen.Const("stream:ema"), GenCount.Select(count => $"stream:window={count}")), Keys([Choice("only", "mean", "variance")]), string.Concat),
        GenCount.Select(count => $"instance:k={count}"));

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static Gen<string> Choice(string key, params string[] values) => Gen.OneOf(values).Select(value => $"{key}={value}");

    private static Gen<string>[] Estimated() =>
    [
        Gen.OneOf("method=population", "method=frozen", "estimator=total"),
        Choice("balance", "none", "uniform"),
        GenWeight.Select(share => $"select=wasserstein:{share}"),
        .. Common(),
    ];

    private static Gen<string>[] Batched() => [Gen.OneOf("method=minibatch", "method=minibatch,estimator=mean-of-batches"), .. Common()];

    private static Gen<string>[] Common() =>
    [
        GenCount.Select(count => $"batch={count}"),
        Choice("order", "shuffled", "file"),
        GenCount.Select(count => $"samples={count}"),
        Gen.OneOf(GenName.Select(name => $"layers={name}"), GenCount.Select(count => $"layers=first:{count}")),
        Choice("only", "mean", "variance"),
    ];

    // Each key at most once, in any order, behind a comma or a semicolon.
    private static Gen<string> Keys(IEnumerable<Gen<string>> keys)
    {
        Gen<string>[] all = [.. keys];
        return Gen.Select(
            Gen.Shuffle(Enumerable.Range(0, all.Length).ToArray()),
            Gen.Bool.Array[all.Length],
            all.Aggregate(Gen.Const(Array.Empty<string>()), (texts, key) => Gen.Select(texts, key, (before, text) => (string[])[.. before, text])),
            Gen.OneOf(',', ';'),
            (order, wanted, texts, separator) => string.Concat(order.Where(i => wanted[i]).Select(i => $"{separator}{texts[i]}")));
    }
}
