using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>Reads <c>--data</c>: a manifest or a folder of images.</summary>
public static class DatasetReader
{
    /// <summary>Reads and checks a data set; image files are looked for, not opened.</summary>
    /// <param name="path">
    /// A <c>.csv</c> (commas) or <c>.tsv</c> (tabs) in UTF-8 with a header and one row per image, paths relative to the file;
    /// or a folder <c>domain/class/image</c> or, unlabelled, <c>domain/image</c>, with jpg, jpeg, png, bmp, webp, tif or tiff images.
    /// </param>
    /// <param name="options">Which columns mean what; a folder has none.</param>
    /// <exception cref="InputException">Everything that is wrong with the data set, gathered.</exception>
    public static Dataset Read(string path, DatasetOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        if (Directory.Exists(path))
        {
            return FolderReader.Read(path, options);
        }

        char? separator = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".CSV" => ',',
            ".TSV" => '\t',
            _ => null,
        };
        if (!File.Exists(path))
        {
            throw new InputException(path, "does not exist", "Name a .csv or .tsv manifest, or a folder domain/class/image or domain/image");
        }

        return separator is { } character
            ? new ManifestReader(path, character, options).Read()
            : throw new InputException(
                path,
                "is neither a folder nor a .csv or .tsv manifest",
                "Name a .csv (commas) or .tsv (tabs) manifest, or a folder domain/class/image or domain/image");
    }
}
