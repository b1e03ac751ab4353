using Google.Protobuf;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>An ONNX model as read from a file, with every field of the file kept.</summary>
public sealed class OnnxModel
{
    private readonly OnnxSource source;

    private OnnxModel(ModelProto proto, string name, string? folder, OnnxSource source)
    {
        Proto = proto;
        Name = name;
        Folder = folder;
        this.source = source;
    }

    /// <summary>How the user named the model: the path as given. Messages begin with it.</summary>
    public string Name { get; }

    /// <summary>The full path of the folder that external tensors are looked up in; null when there is none.</summary>
    public string? Folder { get; }

    /// <summary>SHA-256 of the bytes that were read, in lower-case hexadecimal; changes made since do not alter it.</summary>
    public string Sha256 => source.Sha256;

    /// <summary>
    /// The version of the standard operators that the graph uses: 1 where the file is too old to say, 0 where it imports none.
    /// </summary>
    public long OpsetVersion
    {
        get
        {
            OperatorSetIdProto? newest = Proto.OpsetImport
                .Where(import => OperatorDomain.IsStandard(import.Domain))
                .MaxBy(import => import.Version);
            return newest?.Version ?? (Proto.IrVersion < 3 ? 1 : 0);
        }
    }

    /// <summary>The model's metadata entries; of entries with the same key the last counts, as in ONNX Runtime.</summary>
    public IReadOnlyDictionary<string, string> Metadata
    {
        get
        {
            Dictionary<string, string> metadata = new(StringComparer.Ordinal);
            foreach (StringStringEntryProto entry in Proto.MetadataProps)
            {
                metadata[entry.Key] = entry.Value;
            }

            return metadata;
        }
    }

    /// <summary>The inputs that a caller must feed, in the order of the file; those with a default in the file are left out.</summary>
    public IReadOnlyList<OnnxValueInfo> Inputs
    {
        get
        {
            HashSet<string> initializers = [.. Proto.Graph.Initializer.Select(tensor => tensor.Name)];
            initializers.UnionWith(Proto.Graph.SparseInitializer.Select(tensor => tensor.Values?.Name ?? ""));
            return [.. Proto.Graph.Input.Where(input => !initializers.Contains(input.Name)).Select(OnnxValueInfo.From)];
        }
    }

    /// <summary>The outputs in the order of the file.</summary>
    public IReadOnlyList<OnnxValueInfo> Outputs => [.. Proto.Graph.Output.Select(OnnxValueInfo.From)];

    /// <summary>The messages of the file. Whoever changes them changes this model: <see cref="Clone"/> first.</summary>
    internal ModelProto Proto { get; }

    /// <summary>Reads a model. External tensors are not opened yet.</summary>
    /// <exception cref="InputException">The file is missing, unreadable, or no ONNX model.</exception>
    public static OnnxModel Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] bytes = OnnxFile.ReadAllBytes(path);
        return Parse(bytes, path, Path.GetDirectoryName(Path.GetFullPath(path)));
    }

    /// <summary>Reads a model from memory.</summary>
    /// <param name="bytes">The bytes of an ONNX file.</param>
    /// <param name="name">What to call the model in messages.</param>
    /// <param name="folder">Where external tensors are looked up; null when there are none to be found.</param>
    /// <exception cref="InputException">The bytes are no ONNX model.</exception>
    public static OnnxModel Parse(ReadOnlySpan<byte> bytes, string name, string? folder)
    {
        ArgumentNullException.ThrowIfNull(name);
        ModelProto proto = OnnxFile.ParseModel(bytes, name);
        return new OnnxModel(proto, name, folder, OnnxSource.Of(bytes, proto));
    }

    /// <summary>The model as an ONNX file. A model that says what was read gives back the very bytes that were read.</summary>
    /// <exception cref="InputException">The model has grown past the 2 GB that one ONNX file can hold.</exception>
    public byte[] ToBytes()
    {
        if (Proto.CalculateSize() < 0)
        {
            throw new InputException(Name, OnnxFile.TooLarge, OnnxFile.TooLargeRemedy);
        }

        byte[] bytes = Proto.ToByteArray();
        return source.Restore(bytes);
    }

    /// <summary>A copy that can be changed without changing this one; it keeps name, folder and hash of the source.</summary>
    public OnnxModel Clone() => With(Proto.Clone());

    /// <summary>Another content under the name, folder and hash of this model.</summary>
    internal OnnxModel With(ModelProto proto) => new(proto, Name, Folder, source);
}
