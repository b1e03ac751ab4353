using System.Reflection;

namespace ShiftEval.Diagnostics;

/// <summary>Name and version of the program, as results and provenance carry them.</summary>
public static class ToolInfo
{
    /// <summary>The program's name.</summary>
    public const string Name = "shifteval";

    /// <summary>The version, without build metadata.</summary>
    public static string Version { get; } =
        typeof(ToolInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
