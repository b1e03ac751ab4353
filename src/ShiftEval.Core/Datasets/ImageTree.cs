using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>The image files below a folder. Hidden files and folders are passed over, links followed unless they lead back up.</summary>
internal sealed class ImageTree
{
    private static readonly EnumerationOptions Visible = new() { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };

    private readonly List<string> images = [];

    private ImageTree()
    {
    }

    /// <summary>The extensions of images, compared regardless of case.</summary>
    public static IReadOnlyList<string> Extensions { get; } = ["jpg", "jpeg", "png", "bmp", "webp", "tif", "tiff"];

    /// <summary>Paths below the folder, with '/', in ordinal order.</summary>
    public IReadOnlyList<string> Images => images;

    /// <summary>Visible files with another extension.</summary>
    public Listing OtherFiles { get; } = new();

    /// <summary>Folders directly below the root without an image at any depth.</summary>
    public Listing FoldersWithoutImages { get; } = new();

    /// <summary>Links to a folder that holds them.</summary>
    public Listing Cycles { get; } = new();

    /// <summary>Walks the tree.</summary>
    /// <exception cref="InputException">A folder cannot be read.</exception>
    public static ImageTree Walk(string folder)
    {
        ImageTree tree = new();
        DirectoryInfo root = new(Path.GetFullPath(folder));
        try
        {
            tree.Visit(root, "", [RealPath(root.FullName)]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(folder, $"cannot be read ({exception.Message.TrimEnd('.')})", "Check that the folder and all below it may be read");
        }

        tree.images.Sort(StringComparer.Ordinal);
        return tree;
    }

    private void Visit(DirectoryInfo folder, string prefix, List<string> above)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos("*", Visible).OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            string id = prefix + entry.Name;
            if (entry is DirectoryInfo child)
            {
                VisitChild(child, id, above);
            }
            else if (Extensions.Contains(Path.GetExtension(entry.Name).TrimStart('.'), StringComparer.OrdinalIgnoreCase))
            {
                images.Add(id);
            }
            else
            {
                OtherFiles.Add(id);
            }
        }
    }

    private void VisitChild(DirectoryInfo child, string id, List<string> above)
    {
        string real = child.Attributes.HasFlag(FileAttributes.ReparsePoint) ? RealPath(child.FullName) : Path.Join(above[^1], child.Name);
        if (above.Contains(real, StringComparer.Ordinal))
        {
            Cycles.Add(id);
            return;
        }

        int before = images.Count;
        above.Add(real);
        Visit(child, id + '/', above);
        above.RemoveAt(above.Count - 1);
        if (above.Count == 1 && images.Count == before)
        {
            FoldersWithoutImages.Add(id);
        }
    }

    /// <summary>The path with every link in it replaced by its target, so that two ways to one folder compare equal.</summary>
    private static string RealPath(string path)
    {
        string real = Path.GetPathRoot(path) ?? "";
        foreach (string name in Path.GetRelativePath(real, path).Split(Path.DirectorySeparatorChar))
        {
            string next = Path.GetFullPath(name, real);
            real = new DirectoryInfo(next).ResolveLinkTarget(returnFinalTarget: true) is { } target ? RealPath(target.FullName) : next;
        }

        return real;
    }
}
