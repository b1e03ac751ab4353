using System.Text;
using ShiftEval.Files;
using ShiftEval.Scenarios;

namespace ShiftEval.Reports;

/// <summary>The files that a scenario leaves in its folder.</summary>
public static class ScenarioFiles
{
    /// <summary>The tables for people.</summary>
    public const string Tables = "tables.md";

    /// <summary>The result for machines.</summary>
    public const string Result = "result.json";

    /// <summary>Writes both; a scenario's folder is its own, and running it again replaces them.</summary>
    /// <exception cref="Diagnostics.RunFailedException">The disk is full or the folder cannot be written.</exception>
    public static void Write(ScenarioResult result, string folder)
    {
        ArgumentNullException.ThrowIfNull(result);
        AtomicFile.Write(Path.Combine(folder, Tables), Encoding.UTF8.GetBytes(ScenarioMarkdown.Write(result)));
        AtomicFile.Write(Path.Combine(folder, Result), Encoding.UTF8.GetBytes(JsonReport.Write(result)));
    }
}
