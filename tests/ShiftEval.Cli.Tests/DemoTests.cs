namespace ShiftEval.Cli.Tests;

public sealed class DemoTests : IDisposable
{
    private readonly TinyLabs labs = new();

    public void Dispose() => labs.Dispose();

    [Fact]
    public async Task Demo_AnyFolder_EndsInThreeSentencesAndIsNotComputedTwice()
    {
        CommandRun run = await CommandRun.In(labs.Folder, "demo", "--device", "cpu");

        Assert.Equal((0, ""), (run.Code, run.Error));
        string[] lines = run.Output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 100));
        string end = string.Join(' ', lines[(Array.LastIndexOf(lines, "") + 1)..]);
        Assert.Matches(
            @"^Repaired: at delmar, a laboratory the networks never saw, accuracy falls from \d\d\.\d % at the laboratories they know to \d\d\.\d %; with BatchNorm statistics of delmar's own unlabelled images it is \d\d\.\d % \(interval of the paired gain above zero for 3 of 3 networks\)\. "
            + @"Harmed: at elgin the same recipe lowers balanced accuracy by \d\d\.\d points \(interval below zero for 3 of 3 networks\), because its class mix differs: 79 % of its images are lobed, against 25 % where the networks were trained, and statistics of such images take the class for the laboratory\. "
            + @"Files: shifteval-demo/tables\.md has these tables with every network's interval, shifteval-demo/result\.json the same for machines; the images are synthetic, and the protocol is leave-one-lab-out\.json\.$",
            end);
        Assert.True(File.Exists(labs.At("shifteval-demo/tables.md")));
        string result = File.ReadAllText(labs.At("shifteval-demo/result.json"));
        Assert.Equal(81, Directory.GetFiles(labs.At("shifteval-demo/cells")).Length);
        DateTime[] written = Written();

        CommandRun again = await CommandRun.In(labs.Folder, "demo", "--device", "cpu");

        Assert.Equal((0, run.Output), (again.Code, again.Output));
        Assert.Equal(written, Written());
        Assert.Equal(result, File.ReadAllText(labs.At("shifteval-demo/result.json")));
    }

    private DateTime[] Written() => [.. Directory.GetFiles(labs.At("shifteval-demo/cells")).Order(StringComparer.Ordinal).Select(File.GetLastWriteTimeUtc)];
}
