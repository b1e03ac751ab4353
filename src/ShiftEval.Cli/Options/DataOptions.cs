using System.CommandLine;
using System.Globalization;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Datasets.Batches;
using ShiftEval.Datasets.Imaging;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;

namespace ShiftEval.Cli.Options;

/// <summary>The options of every command that reads images, and what they make of the project file's defaults.</summary>
internal sealed class DataOptions
{
    private readonly Option<string?> data =
        OptionValues.Text("--data", "PATH", "Manifest (.csv, .tsv) or folder of images (domain/class/image or domain/image)");
    private readonly Option<string[]> domain =
        OptionValues.Texts("--domain", "NAME", "Domain adapted to and scored; repeatable (default: all)");
    private readonly Option<string[]> source =
        OptionValues.Texts("--source", "NAME", "Domain trained on; repeatable (default: those with train rows)");
    private readonly Option<string?> domainColumn = OptionValues.Text("--domain-column", "COLUMN", "Column with the domain");
    private readonly Option<string?> labelColumn = OptionValues.Text("--label-column", "COLUMN", "Column with the class");
    private readonly Option<string?> groupColumn =
        OptionValues.Text("--group-column", "COLUMN", "Column with the patient or slide, never split apart");
    private readonly Option<string?> splitColumn = OptionValues.Text("--split-column", "COLUMN", "Column with train, adapt or test");
    private readonly Option<string?> pathColumn =
        OptionValues.Text("--path-column", "COLUMN", "Column with the image's path, relative to the manifest");
    private readonly Option<string?> pathTemplate = OptionValues.Text("--path-template", "TEXT", "Path with {column} for a column's text");
    private readonly Option<string?> splitValues =
        OptionValues.Text("--split-values", "train=…,adapt=…,test=…", "What the split column calls train, adapt and test");
    private readonly Option<string?> classes = OptionValues.Text("--classes", "A,B,…|FILE", "Class of each output index");
    private readonly Option<string?> preprocess =
        OptionValues.Text("--preprocess", "FILE|unit", "preprocessor_config.json, or unit for plain 0..1 at the model's size");
    private readonly Option<TensorLayout?> layout =
        OptionValues.Choice<TensorLayout>("--layout", "Where the model's input has its channels (default: recognised)");
    private readonly Option<ChannelOrder?> channelOrder =
        OptionValues.Choice<ChannelOrder>("--channel-order", "Order of the colour channels (default: the preprocessing's)");
    private readonly Option<ScoreKind?> scores =
        OptionValues.Choice("--scores", "What the output's numbers are (default: recognised)", ScoreKind.LogProbabilities);
    private readonly Option<string?> input = OptionValues.Text("--input", "NAME", "The model's image input");
    private readonly Option<string?> outputName = OptionValues.Text("--output", "NAME", "The model's output with the class scores");
    private readonly Option<string[]> layers =
        OptionValues.Texts("--layers", "PATTERN", "Convolutions that a BatchNorm was folded into, * and ? allowed, or none; repeatable (default: guessed, see inspect)");
    private readonly Option<string?> twin = OptionValues.Text("--twin", "MODEL", "Unfolded export of a folded model, which tells what was folded");
    private readonly bool scoring;
    private readonly bool predicting;
    private readonly Option<int?> batchSize =
        OptionValues.Count("--batch-size", "B", $"Images a batch while scoring (default: {RunOptions.DefaultBatchSize.ToString(CultureInfo.InvariantCulture)})", least: 1);
    private readonly Option<long?> seed = OptionValues.Seed("--seed", "Seed of orders, draws and resampling (default: 0)");
    private readonly Option<long?> splitSeed = OptionValues.Seed("--split-seed", "Seed of the division into adapt and test (default: 0)");
    private readonly DeviceOptions device = new();
    private readonly Option<OnError?> onError =
        OptionValues.Choice<OnError>("--on-error", "What happens with an unreadable image (default: fail)");
    private readonly Option<int?> maxErrors =
        OptionValues.Count("--max-errors", "N", "With --on-error skip: more unreadable images than this end the run", least: 0);

    private readonly string folder;

    /// <param name="folder">The working folder: where the project file is looked for, and upward.</param>
    /// <param name="scoring">Whether the command scores images; then it has the options of classes and of the model's output.</param>
    /// <param name="predicting">Whether what the model predicts can matter though nothing is scored; then it has the classes' option alone.</param>
    public DataOptions(string folder, bool scoring, bool predicting = false)
    {
        this.folder = folder;
        this.scoring = scoring;
        this.predicting = predicting;
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        IReadOnlyList<Option> options =
        [
            data, domain, source, domainColumn, labelColumn, groupColumn, splitColumn, pathColumn, pathTemplate, splitValues,
            preprocess, layout, channelOrder, input, layers, twin, seed, splitSeed, .. device.All, onError, maxErrors,
        ];
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        if (predicting)
        {
            command.Options.Add(classes);
        }

        if (scoring)
        {
            foreach (Option option in new Option[] { classes, scores, outputName, batchSize })
            {
                command.Options.Add(option);
            }
        }
    }

    /// <summary>What was given, filled up from the project file.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="problems">Receives texts that cannot be read; the run refuses them together with what it finds itself.</param>
    public RunOptions Read(ParseResult parse, ProblemList problems) => Read(parse, ReadProject(problems), problems);

    /// <summary>The project file; empty where there is none, or where it cannot be used.</summary>
    public ProjectFile ReadProject(ProblemList problems) => problems.Try(() => ProjectFile.Find(folder)) ?? new ProjectFile();

    /// <summary>What was given, filled up from a project file that was read before.</summary>
    public RunOptions Read(ParseResult parse, ProjectFile project, ProblemList problems)
    {
        OnError policy = parse.GetValue(onError) ?? OnError.Fail;
        if (parse.GetValue(maxErrors) is not null && policy == OnError.Fail)
        {
            problems.Add("--max-errors", "means nothing while the first unreadable image ends the run", "Add --on-error skip, or leave it out");
        }

        return new RunOptions
        {
            Data = parse.GetValue(data) ?? project.Resolve(project.Data) ?? "",
            Columns = ReadColumns(parse, project.Columns, problems),
            Domains = parse.GetValue(domain) ?? [],
            Sources = parse.GetValue(source) ?? [],
            ProjectSources = project.Source,
            Classes = scoring || predicting ? parse.GetValue(classes) : null,
            ProjectClasses = project.Classes,
            Preprocess = parse.GetValue(preprocess) ?? (project.Preprocess == "unit" ? "unit" : project.Resolve(project.Preprocess)),
            ProjectFolder = project.Folder,
            Signature = new ModelSignatureOptions
            {
                Input = parse.GetValue(input),
                Output = scoring ? parse.GetValue(outputName) : null,
                Layout = parse.GetValue(layout),
                Scores = scoring ? parse.GetValue(scores) : null,
            },
            ChannelOrder = parse.GetValue(channelOrder),
            FoldedLayers = parse.GetValue(layers) ?? [],
            Twin = parse.GetValue(twin),
            Inference = device.Inference(parse, problems),
            MemoryBytes = device.Memory(parse, problems),
            OnError = policy,
            MaxErrors = parse.GetValue(maxErrors),
            BatchSize = (scoring ? parse.GetValue(batchSize) : null) ?? RunOptions.DefaultBatchSize,
            Seed = parse.GetValue(seed) ?? 0,
            SplitSeed = parse.GetValue(splitSeed) ?? 0,
            Problems = problems.Problems,
        };
    }

    private DatasetOptions ReadColumns(ParseResult parse, ProjectColumns project, ProblemList problems)
    {
        string? values = parse.GetValue(splitValues) ?? project.SplitValues;
        return new DatasetOptions
        {
            DomainColumn = parse.GetValue(domainColumn) ?? project.Domain,
            LabelColumn = parse.GetValue(labelColumn) ?? project.Label,
            GroupColumn = parse.GetValue(groupColumn) ?? project.Group,
            SplitColumn = parse.GetValue(splitColumn) ?? project.Split,
            PathColumn = parse.GetValue(pathColumn) ?? (parse.GetValue(pathTemplate) is null ? project.Path : null),
            PathTemplate = parse.GetValue(pathTemplate) ?? (parse.GetValue(pathColumn) is null ? project.PathTemplate : null),
            SplitValues = values is null ? null : problems.Try(() => SplitValues.Parse(values)),
        };
    }
}
