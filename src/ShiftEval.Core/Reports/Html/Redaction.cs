using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;

namespace ShiftEval.Reports.Html;

/// <summary>A result without paths, ids and counts from 1 to 9.</summary>
internal static partial class Redaction
{
    /// <summary>What stands in place of a path or id.</summary>
    public const string Hidden = "(hidden)";

    private const int HiddenCount = -1;
    private static readonly string[] Counts = ["samples", "groups", "adaptSamples", "clipped", "skipped", "unlabelled", "count", "domains"];
    private static readonly MetricValue TooFew = new(null, null, null, null, "<10 images");

    /// <summary>The result with counts of 1 to 9 as −1, and metrics that would tell them left out.</summary>
    public static ComparisonResult Of(ComparisonResult result)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach (ModelResult model in result.Models)
        {
            string name = model.Name.Split('/', '\\')[^1];
            names[model.Name] = names.ContainsValue(name) ? FormattableString.Invariant($"{name}#{names.Count + 1}") : name;
        }

        string Name(string model) => names.GetValueOrDefault(model, Hidden);
        VariantResult Variant(VariantResult variant) => new(Name(variant.Model), Words(variant.Statistics));
        return result with
        {
            Models = [.. result.Models.Select(model => model with { Name = Name(model.Name) })],
            Data = Data(result.Data),
            Settings = result.Settings with { PreprocessOrigin = Hidden },
            Cells = [.. result.Cells.Select(cell => Cell(cell) with { Model = Name(cell.Model), Statistics = Words(cell.Statistics), Spec = Words(cell.Spec) })],
            Differences = [.. result.Differences.Select(row => row with { From = Variant(row.From), To = Variant(row.To), Reason = null })],
            Summary = [.. result.Summary.Select(row => row with { Model = Name(row.Model), Statistics = Words(row.Statistics) })],
            Slices = [.. result.Slices.Select(slice => slice with
            {
                Model = Name(slice.Model), Statistics = Words(slice.Statistics), Value = slice.Samples < 10 || slice.Groups < 2 ? Hidden : Words(slice.Value),
                Samples = Count(slice.Samples), Groups = Count(slice.Groups), Metrics = Metrics(slice.Metrics, slice.Samples), Confusion = Rows(slice.Confusion),
            })],
            LayerShifts = [.. result.LayerShifts.Select(row => row with { Model = Name(row.Model), Statistics = Words(row.Statistics) })],
            Requirements = [.. result.Requirements.Select(row => row with { Expression = Words(row.Expression), Model = Name(row.Model), Statistics = Words(row.Statistics) })],
            Warnings = [.. result.Warnings.Select(warning => warning with { Message = Message(warning.Message, result.Data) })],
        };
    }

    /// <summary>The command with paths hidden.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> command) => [.. command.Select(word => word.StartsWith('-') ? word : FileLike().IsMatch(word) ? Hidden : Words(word))];

    /// <summary>The results document with hidden counts as null.</summary>
    public static void NullCounts(JsonNode? node, string key = "")
    {
        if (node is JsonObject members)
        {
            foreach ((string name, JsonNode? value) in members.ToArray())
            {
                NullCounts(members, name, value, key);
            }
        }
        else if (node is JsonArray items)
        {
            for (int i = 0; i < items.Count; i++)
            {
                if (key == "confusion" && items[i] is JsonValue count && count.TryGetValue(out int n) && n < 0)
                {
                    items[i] = null;
                }
                else
                {
                    NullCounts(items[i], key);
                }
            }
        }
    }

    private static void NullCounts(JsonObject members, string name, JsonNode? value, string key)
    {
        if (value is JsonValue count && (Counts.Contains(name, StringComparer.Ordinal) || key == "classes") && count.TryGetValue(out int n) && n < 0)
        {
            members[name] = null;
        }
        else
        {
            NullCounts(value, name);
        }
    }

    private static DataResult Data(DataResult data) => data with
    {
        Samples = Count(data.Samples),
        Skipped = Count(data.Skipped),
        Unlabelled = Count(data.Unlabelled),
        SplitRule = Words(data.SplitRule),
        SkippedSamples = [.. data.SkippedSamples.Select(_ => new SkippedResult(Hidden, Hidden))],
        Domains = [.. data.Domains.Select(domain =>
        {
            int[] counts = Row([.. domain.Classes.Values]);
            return domain with { Samples = Count(domain.Samples), Groups = Count(domain.Groups), Classes = domain.Classes.Keys.Select((name, i) => (name, counts[i])).ToDictionary(pair => pair.name, pair => pair.Item2, StringComparer.Ordinal) };
        })],
    };

    private static CellResult Cell(CellResult cell) => cell with
    {
        Samples = Count(cell.Samples),
        Groups = Count(cell.Groups),
        AdaptSamples = cell.AdaptSamples is { } adapt ? Count(adapt) : null,
        Clipped = Count(cell.Clipped),
        Metrics = Metrics(cell.Metrics, cell.Samples),
        Confusion = Rows(cell.Confusion),
        Classes = cell.Classes.Select((of, i) => (of.Key, Class(of.Value, cell.Confusion, i))).ToDictionary(pair => pair.Key, pair => pair.Item2, StringComparer.Ordinal),
        Reliability = [.. cell.Reliability.Select(bin => bin.Count is > 0 and < 10 ? new ReliabilityBin(HiddenCount, null, null, null, null) : bin)],
        OperatingPoint = cell.Samples < 10 ? null : cell.OperatingPoint,
        Splits = cell.Samples < 10 ? null : cell.Splits,
        Spread = cell.Samples < 10 ? null : cell.Spread,
        Cases = cell.Cases is { } cases ? cases with { Samples = Count(cases.Samples), Groups = Count(cases.Groups), Metrics = Metrics(cases.Metrics, cases.Samples), Confusion = Rows(cases.Confusion) } : null,
    };

    // A share of a known total tells the count, so a share goes where one side of it is small.
    private static ClassMetrics Class(ClassMetrics of, int[][] confusion, int index)
    {
        if (index >= confusion.Length)
        {
            return of;
        }

        int all = confusion.Sum(row => row.Sum());
        int truth = confusion[index].Sum();
        int called = confusion.Sum(row => row[index]);
        int hit = confusion[index][index];
        int rejected = all - truth - called + hit;
        MetricValue Keep(MetricValue value, int part, int total) => total < 10 || part is > 0 and < 10 || total - part is > 0 and < 10 ? TooFew : value;
        return new ClassMetrics(Keep(of.Sensitivity, hit, truth), Keep(of.Specificity, rejected, all - truth), Keep(of.Ppv, hit, called), Keep(of.Npv, rejected, all - called));
    }

    private static Dictionary<string, MetricValue> Metrics(IReadOnlyDictionary<string, MetricValue> metrics, int samples) =>
        metrics.ToDictionary(pair => pair.Key, pair => samples < 10 ? TooFew : pair.Value, StringComparer.Ordinal);

    private static int[][] Rows(int[][] confusion) => [.. confusion.Select(Row)];

    // One hidden count follows from the total and the others; so the next smallest is hidden with it.
    private static int[] Row(int[] row)
    {
        int[] counts = [.. row.Select(Count)];
        if (counts.Count(count => count < 0) == 1 && counts.Length > 1)
        {
            counts[Array.IndexOf(counts, counts.Where(count => count >= 0).OrderBy(count => count == 0 ? int.MaxValue : count).First())] = HiddenCount;
        }

        return counts;
    }

    private static int Count(int count) => count is > 0 and < 10 ? HiddenCount : count;

    private static string Words(string text) => PathLike().Replace(text, Hidden);

    private static string Message(string message, DataResult data)
    {
        string text = data.SkippedSamples.Aggregate(message, (words, skipped) => skipped.Id.Length == 0 ? words : words.Replace(skipped.Id, Hidden, StringComparison.Ordinal));
        return SmallCount().Replace(Words(text), "<10");
    }

    [GeneratedRegex(@"[^\s'"",;()=:]*[/\\][^\s'"",;()]*", RegexOptions.None, 1000)]
    private static partial Regex PathLike();

    [GeneratedRegex(@"[/\\]|\.[A-Za-z]\w*$", RegexOptions.None, 1000)]
    private static partial Regex FileLike();

    [GeneratedRegex(@"(?<![\w.,-])[1-9](?![\w.,]\d|\d| %)\b", RegexOptions.None, 1000)]
    private static partial Regex SmallCount();
}
