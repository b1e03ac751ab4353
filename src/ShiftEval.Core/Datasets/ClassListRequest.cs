namespace ShiftEval.Datasets;

/// <summary>All that may tell the class of each output index, in the order it is asked.</summary>
public sealed record ClassListRequest
{
    /// <summary>The data set whose labels the classes must cover.</summary>
    public required Dataset Dataset { get; init; }

    /// <summary>The length of the model's score vector; 1 is one sigmoid output for the classes of index 0 and 1.</summary>
    public required int Outputs { get; init; }

    /// <summary><c>--classes</c>: names separated by commas, or a file with one name a line, a JSON list, or JSON with <c>id2label</c>.</summary>
    public string? Option { get; init; }

    /// <summary><c>classes</c> of the project file.</summary>
    public IReadOnlyList<string>? ProjectFileClasses { get; init; }

    /// <summary>The text of the model's metadata entry: a JSON list, an <c>id2label</c> object, or JSON that holds one.</summary>
    public string? ModelMetadata { get; init; }

    /// <summary>The <c>config.json</c> beside the model; it need not exist, nor hold <c>id2label</c>.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>How many classes the outputs tell apart.</summary>
    internal int ClassCount => Outputs == 1 ? 2 : Outputs;
}
