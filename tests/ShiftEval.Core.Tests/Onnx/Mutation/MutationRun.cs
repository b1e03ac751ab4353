using System.Diagnostics;
using System.Globalization;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Measurable;
using ShiftEval.Inspection;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Rewrites;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Folding;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>Takes one damaged model through everything that reads a file without running it.</summary>
internal sealed class MutationRun
{
    private const long MostMemory = 1L << 30;

    // Less than a thread of the program has.
    private const int StackSize = 1 << 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly int number;
    private readonly List<Exception> unexpected = [];
    private int refused;
    private string step = "";
    private (TimeSpan Time, string Step) longest;

    private MutationRun(int number) => this.number = number;

    /// <summary>Runs a case.</summary>
    /// <returns>How many of the steps refused the file.</returns>
    public static int Of(int number)
    {
        MutationRun run = new(number);
        return run.Measure() is { } problem ? throw new Xunit.Sdk.XunitException(problem) : run.refused;
    }

    private string? Measure()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("shifteval-mutation-");
        try
        {
            MutatedModel model = MutatedModel.Write(number, folder.FullName);
            string[] before = Listing(folder);
            long memory = GC.GetTotalMemory(forceFullCollection: false);
            long most = memory;
            Thread thread = new(() => Exercise(model.Path), StackSize) { IsBackground = true };
            Stopwatch watch = Stopwatch.StartNew();
            thread.Start();
            while (!thread.Join(TimeSpan.FromMilliseconds(20)))
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));
                if (watch.Elapsed > Patience)
                {
                    return $"{model.Description}: {step} is not done after {Patience}";
                }
            }

            if (unexpected.Count > 0)
            {
                return $"{model.Description}: {string.Join('\n', unexpected)}";
            }

            if (!before.SequenceEqual(Listing(folder)))
            {
                return $"{model.Description}: left {string.Join(", ", Listing(folder))}";
            }

            return longest.Time > Limit ? $"{model.Description}: {longest.Step} took {longest.Time}"
                : most - memory > MostMemory ? $"{model.Description}: took {most - memory} bytes"
                : null;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private void Exercise(string path)
    {
        OnnxModel? model = Try("load", () => OnnxModel.Load(path));
        if (model is null)
        {
            return;
        }

        Try("inspect", () => ModelInspector.Inspect(model));
        Try("layers", () => BatchNormLayers.Find(model));
        Try("mode", () => InferenceMode.Find(model));
        Try("folding", () => FoldCandidates.Find(model));
        Try("upgrade", () => OpsetUpgrade.Apply(model).Model);
        Try("write", () => Rewrite(model));
        Try("measure", () => MeasurableModel.Of(model, model.Inputs is [{ } first, ..] ? first.Name : ""));
    }

    private static object Rewrite(OnnxModel model)
    {
        IReadOnlyList<StatisticsChange> changes = StatisticsWriter.Write(model, BatchNormLayers.Stored(BatchNormLayers.FindRewritable(model))).Changes;
        return changes.Count == 0 ? changes : throw new InvalidOperationException($"the model's own statistics change {changes[0]}");
    }

    private T? Try<T>(string name, Func<T> action)
        where T : class
    {
        step = name;
        TimeSpan start = ThreadTime();
        try
        {
            return action();
        }
        catch (InputException)
        {
            refused++;
        }
        catch (Exception exception)
        {
            unexpected.Add(new InvalidOperationException($"{name} threw", exception));
        }
        finally
        {
            TimeSpan time = ThreadTime() - start;
            longest = time > longest.Time ? (time, name) : longest;
        }

        return null;
    }

    // Others share the machine, so what counts is the work of the thread itself, where the system tells it.
    private static TimeSpan ThreadTime() =>
        File.Exists("/proc/thread-self/schedstat") && long.TryParse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture, out long nanoseconds)
            ? TimeSpan.FromMicroseconds(nanoseconds / 1000.0)
            : Stopwatch.GetElapsedTime(0);

    private static string[] Listing(DirectoryInfo folder) => [.. folder.EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal)];
}
