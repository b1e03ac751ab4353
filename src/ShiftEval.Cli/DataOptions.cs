using System.CommandLine;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Datasets.Batches;
using ShiftEval.Datasets.Imaging;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;

namespace ShiftEval.Cli;

/// <summary>The options of every command that reads images, and what they make of the project file's defaults.</summary>
internal sealed class DataOptions
{
    private readonly Option<string?> data = new("--data") { HelpName = "PATH", Description = "Manifest (.csv, .tsv) or folder of images (domain/class/image or domain/image)" };
    private readonly Option<string[]> domain = new("--domain") { HelpName = "NAME", Description = "Domain adapted to and scored; repeatable (default: all)" };
    private readonly Option<string[]> source = new("--source") { HelpName = "NAME", Description = "Domain trained on; repeatable (default: those with train rows)" };
    private readonly Option<string?> domainColumn = new("--domain-column") { HelpName = "COLUMN", Description = "Column with the domain" };
    private readonly Option<string?> labelColumn = new("--label-column") { HelpName = "COLUMN", Description = "Column with the class" };
    private readonly Option<string?> groupColumn = new("--group-column") { HelpName = "COLUMN", Description = "Column with the patient or slide, never split apart" };
    private readonly Option<string?> splitColumn = new("--split-column") { HelpName = "COLUMN", Description = "Column with train, adapt or test" };
    private readonly Option<string?> pathColumn = new("--path-column") { HelpName = "COLUMN", Description = "Column with the image's path, relative to the manifest" };
    private readonly Option<string?> pathTemplate = new("--path-template") { HelpName = "TEXT", Description = "Path with {column} for a column's text" };
    private readonly Option<string?> splitValues = new("--split-values") { HelpName = "train=…,adapt=…,test=…", Description = "What the split column calls train, adapt and test" };
    private readonly Option<string?> classes = new("--classes") { HelpName = "A,B,…|FILE", Description = "Class of each output index" };
    private readonly Option<string?> preprocess = new("--preprocess") { HelpName = "FILE|unit", Description = "preprocessor_config.json, or unit for plain 0..1 at the model's size" };
    private readonly Option<TensorLayout?> layout = new("--layout") { HelpName = "nchw|nhwc", Description = "Where the model's input has its channels (default: recognised)" };
    private readonly Option<ChannelOrder?> channelOrder = new("--channel-order") { HelpName = "rgb|bgr", Description = "Order of the colour channels (default: the preprocessing's)" };
    private readonly Option<ScoreKind?> scores = new("--scores") { HelpName = "logits|probabilities|sigmoid", Description = "What the output's numbers are (default: recognised)" };
    private readonly Option<string?> input = new("--input") { HelpName = "NAME", Description = "The model's image input" };
    private readonly Option<string?> outputName = new("--output") { HelpName = "NAME", Description = "The model's output with the class scores" };
    private readonly bool scoring;
    private readonly Option<int> batchSize = new("--batch-size") { HelpName = "B", Description = "Images a batch while scoring", DefaultValueFactory = _ => RunOptions.DefaultBatchSize };
    private readonly Option<long> seed = new("--seed") { HelpName = "S", Description = "Seed of orders, draws and resampling", DefaultValueFactory = _ => 0 };
    private readonly Option<long> splitSeed = new("--split-seed") { HelpName = "S", Description = "Seed of the division into adapt and test", DefaultValueFactory = _ => 0 };
    private readonly Option<string> device = new("--device") { HelpName = "auto|cpu|cuda[:ID]", Description = "What to run on", DefaultValueFactory = _ => "auto" };
    private readonly Option<int> threads = new("--threads") { HelpName = "N", Description = "Threads (default: the machine's processors)" };
    private readonly Option<string?> memory = new("--memory") { HelpName = "SIZE", Description = "Memory for activations and decoded images (default: half of what is free)" };
    private readonly Option<OnError> onError = new("--on-error") { HelpName = "fail|skip", Description = "What happens with an unreadable image", DefaultValueFactory = _ => OnError.Fail };
    private readonly Option<int?> maxErrors = new("--max-errors") { HelpName = "N", Description = "With --on-error skip: more unreadable images than this end the run" };

    /// <param name="scoring">Whether the command scores images; then it has the options of classes and of the model's output.</param>
    public DataOptions(bool scoring)
    {
        this.scoring = scoring;
        foreach (Option<int> counted in new[] { batchSize, threads })
        {
            counted.Validators.Add(result =>
            {
                if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && value < 1)
                {
                    result.AddError($"{counted.Name} {value}: takes a whole number of at least 1.");
                }
            });
        }
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
        {
            data, domain, source, domainColumn, labelColumn, groupColumn, splitColumn, pathColumn, pathTemplate, splitValues,
            preprocess, layout, channelOrder, input, seed, splitSeed, device, threads, memory, onError, maxErrors,
        })
        {
            command.Options.Add(option);
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
    /// <exception cref="InputException">An option's text cannot be read, or there is no data.</exception>
    public RunOptions Read(ParseResult parse)
    {
        ProjectFile project = ProjectFile.Find(Environment.CurrentDirectory);
        ProblemList problems = new();
        string? path = parse.GetValue(data) ?? project.Resolve(project.Data);
        if (path is null)
        {
            problems.Add("--data", "no images are named", $"Give a manifest or folder, or set data in a {ProjectFile.FileName}");
        }

        string? values = parse.GetValue(splitValues) ?? project.Columns.SplitValues;
        RunOptions options = new()
        {
            Data = path ?? "",
            Columns = new DatasetOptions
            {
                DomainColumn = parse.GetValue(domainColumn) ?? project.Columns.Domain,
                LabelColumn = parse.GetValue(labelColumn) ?? project.Columns.Label,
                GroupColumn = parse.GetValue(groupColumn) ?? project.Columns.Group,
                SplitColumn = parse.GetValue(splitColumn) ?? project.Columns.Split,
                PathColumn = parse.GetValue(pathColumn) ?? project.Columns.Path,
                PathTemplate = parse.GetValue(pathTemplate) ?? project.Columns.PathTemplate,
                SplitValues = values is null ? null : problems.Try(() => SplitValues.Parse(values)),
            },
            Domains = parse.GetValue(domain) ?? [],
            Sources = parse.GetValue(source) ?? [],
            ProjectSources = project.Source,
            Classes = scoring ? parse.GetValue(classes) : null,
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
            Inference = problems.Try(() => InferenceOptions.Parse(parse.GetValue(device)!, parse.GetValue(threads))) ?? new InferenceOptions(),
            MemoryBytes = parse.GetValue(memory) is { } size ? problems.Try(() => (long?)MemorySize.Parse(size)) : null,
            OnError = parse.GetValue(onError),
            MaxErrors = parse.GetValue(maxErrors),
            BatchSize = scoring ? parse.GetValue(batchSize) : RunOptions.DefaultBatchSize,
            Seed = parse.GetValue(seed),
            SplitSeed = parse.GetValue(splitSeed),
        };
        problems.ThrowIfAny();
        return options;
    }
}
