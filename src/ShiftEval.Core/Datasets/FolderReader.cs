using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>Reads a folder <c>domain/class/image</c>, or <c>domain/image</c> without labels; one layout for the whole tree.</summary>
internal static class FolderReader
{
    public static Dataset Read(string folder, DatasetOptions options)
    {
        ProblemList problems = new();
        List<Warning> warnings = [];
        WarnOfColumns(folder, options, warnings);

        ImageTree tree = ImageTree.Walk(folder);
        AddWarnings(folder, tree, warnings);
        AddLayoutProblems(folder, tree, problems);
        problems.ThrowIfAny();

        List<Sample> samples = [];
        foreach (string id in tree.Images)
        {
            string[] names = id.Split('/');
            samples.Add(new Sample
            {
                Id = id,
                Path = Path.GetFullPath(id, Path.GetFullPath(folder)),
                Domain = names[0],
                Group = id,
                Label = names.Length == 3 ? names[1] : null,
            });
        }

        DatasetChecks.FindMissingFiles(folder, samples, "Restore the file it links to, or remove the link", problems);
        problems.ThrowIfAny();
        return new Dataset(folder, samples) { Warnings = warnings };
    }

    private static void WarnOfColumns(string folder, DatasetOptions options, List<Warning> warnings)
    {
        (string Option, object? Value)[] given =
        [
            ("--domain-column", options.DomainColumn),
            ("--label-column", options.LabelColumn),
            ("--group-column", options.GroupColumn),
            ("--split-column", options.SplitColumn),
            ("--path-column", options.PathColumn),
            ("--path-template", options.PathTemplate),
            ("--split-values", options.SplitValues),
        ];
        string[] unused = [.. given.Where(option => option.Value is not null).Select(option => option.Option)];
        if (unused.Length > 0)
        {
            warnings.Add(new Warning("columns-unused", $"{folder} is a folder and has no columns: {string.Join(", ", unused)} had no effect."));
        }
    }

    private static void AddWarnings(string folder, ImageTree tree, List<Warning> warnings)
    {
        if (tree.OtherFiles.Count > 0)
        {
            warnings.Add(new Warning(
                "other-files", $"{tree.OtherFiles.Counted("file", "files")} in {folder} not read, since not images by their names: {tree.OtherFiles}."));
        }

        if (tree.FoldersWithoutImages.Count > 0)
        {
            warnings.Add(new Warning(
                "folder-without-images", $"{tree.FoldersWithoutImages.Counted("folder", "folders")} in {folder} without images: {tree.FoldersWithoutImages}."));
        }

        if (tree.Cycles.Count > 0)
        {
            warnings.Add(new Warning(
                "link-cycle", $"{tree.Cycles.Counted("link", "links")} in {folder} not followed, leading back to a folder above: {tree.Cycles}."));
        }
    }

    private static void AddLayoutProblems(string folder, ImageTree tree, ProblemList problems)
    {
        ILookup<int, string> byDepth = tree.Images.ToLookup(id => Math.Min(id.Count(character => character == '/'), 3));
        if (tree.Images.Count == 0)
        {
            problems.Add(
                folder,
                $"has no images ({string.Join(", ", ImageTree.Extensions)})",
                "Name a folder of the layout domain/class/image or domain/image");
        }

        if (byDepth.Contains(0))
        {
            problems.Add(folder, $"has images outside a domain's folder: {Of(byDepth[0])}", "Move them to domain/image or domain/class/image");
        }

        if (byDepth.Contains(1) && byDepth.Contains(2))
        {
            problems.Add(
                folder,
                $"mixes domain/image ({Of(byDepth[1])}) with domain/class/image ({Of(byDepth[2])})",
                "Use one layout for the whole folder, or a manifest");
        }

        if (byDepth.Contains(3))
        {
            problems.Add(folder, $"has images deeper than domain/class/image: {Of(byDepth[3])}", "Move them up, or use a manifest");
        }
    }

    private static Listing Of(IEnumerable<string> ids)
    {
        Listing listing = new();
        foreach (string id in ids)
        {
            listing.Add(id);
        }

        return listing;
    }
}
