using ShiftEval.Diagnostics;

namespace ShiftEval.Onnx;

/// <summary>Paths with every symbolic link on the way followed.</summary>
internal static class RealPath
{
    // As in Linux' own path lookup.
    private const int MostLinks = 40;

    /// <summary>The place that <paramref name="path"/> really names; what does not exist is taken as it is written.</summary>
    /// <exception cref="InputException">The links run in a circle, or cannot be read.</exception>
    public static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        string current = Path.GetPathRoot(full)!;
        Stack<string> pending = new();
        Push(full[current.Length..]);

        int links = 0;
        while (pending.TryPop(out string? name))
        {
            if (name == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            string next = Path.Combine(current, name);
            string? target = LinkTarget(next);
            if (target is null)
            {
                current = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new InputException(path, "leads through too many symbolic links", "Repair the links, they may run in a circle");
            }

            if (Path.IsPathRooted(target))
            {
                current = Path.GetPathRoot(target)!;
                target = target[current.Length..];
            }

            Push(target);
        }

        return current;

        void Push(string relative)
        {
            foreach (string name in relative.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Reverse())
            {
                if (name is not ("" or "."))
                {
                    pending.Push(name);
                }
            }
        }
    }

    /// <summary>Whether <paramref name="path"/> lies in <paramref name="folder"/> or below, links followed on both sides.</summary>
    public static bool IsInside(string path, string folder)
    {
        string realFolder = Of(folder);
        string prefix = Path.EndsInDirectorySeparator(realFolder) ? realFolder : realFolder + Path.DirectorySeparatorChar;
        return Of(path).StartsWith(prefix, StringComparison.Ordinal);
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, $"cannot be looked up ({exception.Message})", "Check the path and its permissions");
        }
    }
}
