using System.Globalization;
using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>The class of each output index of a model.</summary>
public sealed class ClassList
{
    private readonly Dictionary<string, int> indices;

    private ClassList(IReadOnlyList<string> names, string origin, IReadOnlyList<Warning> warnings)
    {
        Names = names;
        Origin = origin;
        Warnings = warnings;
        indices = names.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
    }

    /// <summary>The class names by output index; for one sigmoid output, those of 0 and 1.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Where the names come from: an option or file, <c>model metadata</c>, <c>output indices</c> or <c>manifest labels</c>.</summary>
    public string Origin { get; }

    /// <summary><c>classes-from-manifest</c>, where the order of the labels was assumed.</summary>
    public IReadOnlyList<Warning> Warnings { get; }

    /// <summary>Finds the classes: <c>--classes</c>, else the project file, else the model's metadata, else <c>config.json</c>, else the labels.</summary>
    /// <remarks>
    /// The first that speaks decides; its names are not replaced by the next when they do not fit. Labels that are all integers are output indices
    /// as they are (as are the classes of data without any label); other labels in ordinal order are taken, with a warning, when their number fits.
    /// </remarks>
    /// <exception cref="InputException">No classes can be found, they do not fit the outputs, or a label is not among them.</exception>
    public static ClassList Resolve(ClassListRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Outputs, 1);
        List<Warning> warnings = [];
        (string origin, IReadOnlyList<string> names) = FromStatements(request) ?? FromLabels(request, warnings);

        ProblemList problems = new();
        CheckNames(origin, names, request, problems);
        problems.ThrowIfAny();
        ClassList classes = new(names, origin, warnings);
        classes.CheckLabels(request.Dataset, problems);
        problems.ThrowIfAny();
        return classes;
    }

    /// <summary>Classes that are known already.</summary>
    /// <param name="names">Distinct names by index.</param>
    /// <param name="origin">Where they come from.</param>
    internal static ClassList Of(IReadOnlyList<string> names, string origin) => new(names, origin, []);

    /// <summary>The output index of a label.</summary>
    /// <returns>-1 for an unlabelled sample.</returns>
    /// <exception cref="ArgumentException">The label is no class; <see cref="Resolve"/> has refused those of its data set.</exception>
    public int IndexOf(string? label) =>
        label is null ? -1
        : indices.TryGetValue(label, out int index) ? index
        : throw new ArgumentException($"'{label}' is not a class.", nameof(label));

    private static (string Origin, IReadOnlyList<string> Names)? FromStatements(ClassListRequest request)
    {
        if (request.Option is { } option)
        {
            return ClassNames.FromOption(option);
        }

        if (request.ProjectFileClasses is { Count: > 0 } classes)
        {
            return ("project file", classes);
        }

        if (request.ModelMetadata is { } metadata)
        {
            return ("model metadata", ClassNames.FromMetadata("model metadata", metadata));
        }

        return request.ConfigPath is { } path && File.Exists(path) && ClassNames.FromConfig(path) is { } names ? (path, names) : null;
    }

    private static (string Origin, IReadOnlyList<string> Names) FromLabels(ClassListRequest request, List<Warning> warnings)
    {
        string[] labels = [.. request.Dataset.Samples
            .Select(sample => sample.Label)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        if (labels.All(IsInteger))
        {
            return ("output indices", [.. Enumerable.Range(0, request.ClassCount).Select(index => index.ToString(CultureInfo.InvariantCulture))]);
        }

        Listing listing = new();
        foreach (string label in labels)
        {
            listing.Add(label);
        }

        if (labels.Length != request.ClassCount)
        {
            throw new InputException(
                request.Dataset.Origin,
                $"has {listing.Counted("label", "labels")} ({listing}), but the model tells {request.ClassCount} classes apart and does not name them",
                "Name the class of each output index with --classes");
        }

        warnings.Add(new Warning(
            "classes-from-manifest",
            $"the model does not name its classes; its outputs are taken to be the labels of {request.Dataset.Origin} in ordinal order: {listing}. "
                + "Name them with --classes."));
        return ("manifest labels", labels);
    }

    private static bool IsInteger(string label) =>
        long.TryParse(label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static void CheckNames(string origin, IReadOnlyList<string> names, ClassListRequest request, ProblemList problems)
    {
        if (names.Count != request.ClassCount)
        {
            string outputs = request.Outputs == 1 ? "the model's one output needs 2 (of 0 and of 1)" : $"the model has {request.Outputs} outputs";
            problems.Add(
                origin,
                $"the number of class names is {names.Count}, but {outputs}",
                "Name the class of each output index with --classes");
        }

        Dictionary<string, int> first = new(StringComparer.Ordinal);
        for (int index = 0; index < names.Count; index++)
        {
            if (string.IsNullOrWhiteSpace(names[index]))
            {
                problems.Add(origin, $"the class name of output {index} is empty", "Name every class");
            }
            else if (!first.TryAdd(names[index], index))
            {
                problems.Add(
                    origin,
                    $"the class '{names[index]}' is named for outputs {first[names[index]]} and {index}",
                    "Give every output a name of its own");
            }
        }
    }

    private bool IsOutputIndex(string label) =>
        int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < Names.Count;

    private void CheckLabels(Dataset dataset, ProblemList problems)
    {
        const int ShownLabels = 20;
        OrderedDictionary<string, Listing> unknown = new(StringComparer.Ordinal);
        foreach (Sample sample in dataset.Samples.Where(sample => sample.Label is not null && !indices.ContainsKey(sample.Label)))
        {
            if (!unknown.TryGetValue(sample.Label!, out Listing? places))
            {
                unknown.Add(sample.Label!, places = new Listing());
            }

            places.Add(sample.Place);
        }

        string remedy = unknown.Keys.All(IsOutputIndex)
            ? $"If the labels are output indices, name the classes so: --classes with the numbers from 0 to {Names.Count - 1}, separated by commas"
            : "Correct the labels, or name the class of each output index with --classes";
        foreach ((string label, Listing places) in unknown.Take(ShownLabels))
        {
            problems.Add(
                dataset.Origin,
                $"the label '{label}' ({places}) is not a class of {Origin} (nearest first: {NearestNames.Describe(label, Names)})",
                remedy);
        }

        if (unknown.Count > ShownLabels)
        {
            problems.Add(dataset.Origin, $"{unknown.Count - ShownLabels} more labels are not classes of {Origin} either", remedy);
        }
    }
}
