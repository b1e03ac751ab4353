namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>One damaged model, made from its number alone, so that a case that failed can be made again.</summary>
/// <param name="Path">The file.</param>
/// <param name="Description">What was done to which model.</param>
internal sealed record MutatedModel(string Path, string Description)
{
    private static readonly IMutator[] Small =
    [
        new RawBytes(), new DroppedFields(), new RepeatedFields(), new OddNumbers(), new WrongShapes(), new OddNames(), new BadText(), new Rewired(),
        new ExternalLocations(), new DamagedProvenance(),
    ];

    // What they make takes long to refuse, so there are fewer of them.
    private static readonly IMutator[] Large = [new AbsurdConstants(), new FunctionCalls(), new NestedGraphs(), new CrowdedGraphs()];

    private static readonly IMutator[] Mutators = [.. Small, Large[0], Large[1], .. Small, Large[2], Large[3], .. Small];

    private static readonly string[] Models =
    [
        .. Directory.EnumerateFiles(At("any-onnx"), "*.onnx").Concat(Directory.EnumerateFiles(At("tiny"), "*.onnx")).Order(StringComparer.Ordinal),
    ];

    /// <summary>Writes the case into a folder.</summary>
    /// <param name="number">Tells model, mutator and every random choice.</param>
    /// <param name="folder">An empty folder.</param>
    /// <param name="models">Which models to damage; all of the fixtures where left out.</param>
    public static MutatedModel Write(int number, string folder, Func<string, bool>? models = null)
    {
        Random random = new(number);
        string[] known = [.. Models.Where(models ?? (_ => true))];
        string source = known[random.Next(known.Length)];
        IMutator mutator = Mutators[number % Mutators.Length];
        File.Copy(System.IO.Path.Combine(At("any-onnx"), "external-data.bin"), System.IO.Path.Combine(folder, "external-data.bin"));
        string path = System.IO.Path.Combine(folder, "model.onnx");
        File.WriteAllBytes(path, mutator.Apply(File.ReadAllBytes(source), random, folder));
        return new MutatedModel(path, $"case {number}: {mutator.GetType().Name} of {System.IO.Path.GetFileName(source)}");
    }

    private static string At(string fixture) => System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", fixture);
}
