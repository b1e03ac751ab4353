using System.CommandLine;
using ShiftEval.Comparison;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Predictions;

namespace ShiftEval.Cli.Options;

/// <summary>How files of predictions are to be understood; of a project file, only the domains trained on count.</summary>
internal sealed class PredictionOptionSet(string folder)
{
    private readonly Option<string[]> domain = OptionValues.Texts("--domain", "NAME", "Domain scored; repeatable (default: all)");
    private readonly Option<string[]> source = OptionValues.Texts("--source", "NAME", "Domain trained on; repeatable (default: those with train rows)");
    private readonly Option<string?> domainColumn = OptionValues.Text("--domain-column", "COLUMN", "Column with the domain");
    private readonly Option<string?> labelColumn = OptionValues.Text("--label-column", "COLUMN", "Column with the true class");
    private readonly Option<string?> groupColumn = OptionValues.Text("--group-column", "COLUMN", "Column with the patient or slide, never resampled apart");
    private readonly Option<string?> splitColumn = OptionValues.Text("--split-column", "COLUMN", "Column with train, adapt or test");
    private readonly Option<string?> pathColumn = OptionValues.Text("--path-column", "COLUMN", "Column that names the sample (default: id, else path)");
    private readonly Option<string?> splitValues =
        OptionValues.Text("--split-values", "train=…,adapt=…,test=…", "What the split column calls train, adapt and test");
    private readonly Option<string?> classes = OptionValues.Text("--classes", "A,B,…|FILE", "The classes in their order (default: that of the columns)");
    private readonly Option<long?> seed = OptionValues.Seed("--seed", "Seed of resampling (default: 0)");
    private readonly Option<int?> threads = OptionValues.Count("--threads", "N", "Threads (default: the machine's processors)", least: 1);

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { domain, source, domainColumn, labelColumn, groupColumn, splitColumn, pathColumn, splitValues, classes, seed, threads })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The project file; empty where there is none, or where it cannot be used.</summary>
    public ProjectFile ReadProject(ProblemList problems) => problems.Try(() => ProjectFile.Find(folder)) ?? new ProjectFile();

    public long Seed(ParseResult parse) => parse.GetValue(seed) ?? 0;

    public int Threads(ParseResult parse) => parse.GetValue(threads) ?? 0;

    /// <summary>What was given.</summary>
    public ScoreOptions Read(ParseResult parse, IReadOnlyList<string> files, ProjectFile project, ProblemList problems) => new()
    {
        Files = files,
        Predictions = new PredictionOptions
        {
            Classes = parse.GetValue(classes),
            Columns = new DatasetOptions
            {
                DomainColumn = parse.GetValue(domainColumn),
                LabelColumn = parse.GetValue(labelColumn),
                GroupColumn = parse.GetValue(groupColumn),
                SplitColumn = parse.GetValue(splitColumn),
                PathColumn = parse.GetValue(pathColumn),
                SplitValues = parse.GetValue(splitValues) is { } values ? problems.Try(() => SplitValues.Parse(values)) : null,
            },
        },
        Domains = parse.GetValue(domain) ?? [],
        Sources = parse.GetValue(source) ?? [],
        ProjectSources = project.Source,
    };
}
