using ShiftEval.Datasets.Imaging;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;

namespace ShiftEval.Inference;

/// <summary>How images go into a model and class scores come out.</summary>
public sealed record ModelSignature
{
    /// <summary>Name of the image input.</summary>
    public required string Input { get; init; }

    /// <summary>Name of the output with the class scores; null where none was asked for and there is not exactly one that could be.</summary>
    public string? Output { get; init; }

    /// <summary>Where the channels are.</summary>
    public required TensorLayout Layout { get; init; }

    /// <summary>Channels of the input: 1 or 3.</summary>
    public required int Channels { get; init; }

    /// <summary>Height that the file fixes, in pixels; null when any size goes.</summary>
    public int? Height { get; init; }

    /// <summary>Width that the file fixes, in pixels; null when any size goes.</summary>
    public int? Width { get; init; }

    /// <summary>Type of the input's elements.</summary>
    public OnnxElementType ElementType { get; init; } = OnnxElementType.Float32;

    /// <summary>Batch size that the file fixes; null when any goes.</summary>
    public int? Batch { get; init; }

    /// <summary>Numbers per sample that the file states for the output; null when it does not.</summary>
    public int? Outputs { get; init; }

    /// <summary>What the output's numbers are.</summary>
    public required ScoreKind Scores { get; init; }

    /// <summary>Recognises input and output.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What the user says about it.</param>
    /// <param name="needsScores">Whether an output with class scores is needed; statistics are estimated without one.</param>
    /// <exception cref="InputException">There is no image input or score output, or several to choose from.</exception>
    public static ModelSignature Resolve(OnnxModel model, ModelSignatureOptions options, bool needsScores = true)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ProblemList problems = new();
        OnnxValueInfo? input = Choose(model, model.Inputs, options.Input, "--input", "input", problems);
        OnnxValueInfo? output = needsScores ? Choose(model, model.Outputs, options.Output, "--output", "output", problems) : OnlyScores(model, input);
        problems.ThrowIfAny();

        CheckInput(model, input!, problems);
        if (needsScores && output is not null)
        {
            CheckOutput(model, output, problems);
            CheckOtherInputs(model, input!, output, problems);
        }

        problems.ThrowIfAny();

        TensorLayout? layout = options.Layout ?? RecogniseLayout(input!.Shape!);
        if (layout is null)
        {
            ThrowIfNoImage(model, input!);
            throw new InputException($"{model.Name}, input {input!.Name}", $"of shape {Describe(input)} could be channels-first or channels-last", "Say which with --layout nchw or --layout nhwc");
        }

        OnnxDimension[] shape = [.. input!.Shape!];
        OnnxDimension channels = shape[layout == TensorLayout.Nchw ? 1 : 3];
        if (channels.Value is not (null or 1 or 3))
        {
            throw new InputException($"{model.Name}, input {input.Name}", $"has {channels} channels; images have 1 or 3", "Use a model that takes gray or colour images");
        }

        return new ModelSignature
        {
            Input = input.Name,
            Output = output?.Name,
            Layout = layout.Value,
            Channels = (int)(channels.Value ?? 3),
            Height = (int?)shape[layout == TensorLayout.Nchw ? 2 : 1].Value,
            Width = (int?)shape[layout == TensorLayout.Nchw ? 3 : 2].Value,
            Batch = (int?)shape[0].Value,
            ElementType = input.ElementType,
            Outputs = output is null ? null : ScoreTable.Columns(output),
            Scores = options.Scores ?? (output is null ? ScoreKind.Logits : ScoreRecognition.Of(model, output)),
        };
    }

    /// <summary>How images of a size are fed.</summary>
    public ModelInput InputOf(ImageTensorShape size) => new(
        Input,
        Layout == TensorLayout.Nchw ? [Channels, size.Height, size.Width] : [size.Height, size.Width, Channels],
        Batch,
        ElementType);

    private static OnnxValueInfo? Choose(OnnxModel model, IReadOnlyList<OnnxValueInfo> values, string? wanted, string option, string word, ProblemList problems)
    {
        string names = string.Join(", ", values.Select(value => value.Name));
        if (wanted is not null)
        {
            OnnxValueInfo? named = values.FirstOrDefault(value => value.Name == wanted);
            if (named is null)
            {
                problems.Add($"{option} {wanted}", $"{model.Name} has no such {word}", $"Write one of: {string.Join(", ", NearestNames.Order(wanted, values.Select(value => value.Name)))}");
            }

            return named;
        }

        if (values.Count == 1)
        {
            return values[0];
        }

        problems.Add(model.Name, values.Count == 0 ? $"has no {word}" : $"has {values.Count} {word}s: {names}", values.Count == 0 ? "Use a classification model" : $"Choose one with {option} NAME");
        return null;
    }

    private static OnnxValueInfo? OnlyScores(OnnxModel model, OnnxValueInfo? input) =>
        model.Outputs is [{ Shape: not null } only] && ScoreTable.HasShape(only) && ScoreTable.HasType(only)
        && !model.Inputs.Any(other => other.Name != input?.Name && GraphCut.Needed(model.Proto.Graph, [only.Name]).Contains(other.Name))
            ? only
            : null;

    private static void CheckInput(OnnxModel model, OnnxValueInfo input, ProblemList problems)
    {
        string where = $"{model.Name}, input {input.Name}";
        if (input.Shape is { Count: not 4 } or null)
        {
            problems.Add(where, $"has the shape {Describe(input)}; images need four axes", "Use a model that takes batches of images");
        }
        else if (!TensorValues.CanFeed(input.ElementType))
        {
            problems.Add(where, $"takes {input.ElementType.ToName()} values; images are fed as floats or as bytes", "Export the model with a float32 input");
        }
    }

    private static void CheckOutput(OnnxModel model, OnnxValueInfo output, ProblemList problems)
    {
        string where = $"{model.Name}, output {output.Name}";
        if (!ScoreTable.HasShape(output))
        {
            problems.Add(where, $"has the shape {Describe(output)}; class scores have the shape [N, classes]", "Name the output with the class scores with --output, or use a classification model");
        }
        else if (!ScoreTable.HasType(output))
        {
            problems.Add(where, $"gives {output.ElementType.ToName()} values; class scores are floats", "Name the output with the class scores with --output");
        }
    }

    private static void CheckOtherInputs(OnnxModel model, OnnxValueInfo input, OnnxValueInfo output, ProblemList problems)
    {
        HashSet<string> needed = GraphCut.Needed(model.Proto.Graph, [output.Name]);
        string[] others = [.. model.Inputs.Select(value => value.Name).Where(name => name != input.Name && needed.Contains(name))];
        if (others.Length > 0)
        {
            problems.Add($"{model.Name}, output {output.Name}", $"depends on {string.Join(", ", others)} besides {input.Name}, and only images can be fed", "Choose another --output, or export the model with the other inputs fixed as constants");
        }
    }

    private static void ThrowIfNoImage(OnnxModel model, OnnxValueInfo input)
    {
        if (input.Shape![1].Value is not (null or 1 or 3) && input.Shape[3].Value is not (null or 1 or 3))
        {
            throw new InputException($"{model.Name}, input {input.Name}", $"of shape {Describe(input)} has 1 or 3 channels neither first nor last", "Use a model that takes gray or colour images");
        }
    }

    private static TensorLayout? RecogniseLayout(IReadOnlyList<OnnxDimension> shape)
    {
        bool first = shape[1].Value is 1 or 3;
        bool last = shape[3].Value is 1 or 3;
        return (first, last) switch
        {
            (true, false) => TensorLayout.Nchw,
            (false, true) => TensorLayout.Nhwc,
            (false, false) when shape[1].Value is not null && shape[3].Value is null => TensorLayout.Nchw,
            _ => null,
        };
    }

    private static string Describe(OnnxValueInfo value) => value.Shape is null ? "(not stated)" : $"[{string.Join(", ", value.Shape)}]";
}
