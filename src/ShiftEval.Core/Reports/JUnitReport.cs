using System.Globalization;
using System.Text;
using System.Xml;
using ShiftEval.Comparison.Results;
using ShiftEval.Gates;

namespace ShiftEval.Reports;

/// <summary>Requirements as JUnit XML, which build servers show as tests: one test case a requirement and what it is about.</summary>
public static class JUnitReport
{
    /// <summary>The document; no times, so that the same results give the same bytes.</summary>
    public static string Write(ComparisonResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        using MemoryStream stream = new();
        using (XmlWriter writer = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) }))
        {
            writer.WriteStartElement("testsuites");
            writer.WriteStartElement("testsuite");
            writer.WriteAttributeString("name", "shifteval");
            writer.WriteAttributeString("tests", Text($"{result.Requirements.Count}"));
            writer.WriteAttributeString("failures", Text($"{result.Requirements.Count(requirement => !requirement.Met)}"));
            foreach (GateResult requirement in result.Requirements)
            {
                WriteCase(writer, requirement);
            }

            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteCase(XmlWriter writer, GateResult requirement)
    {
        writer.WriteStartElement("testcase");
        writer.WriteAttributeString("classname", Clean($"{requirement.Model}.{requirement.Statistics}"));
        writer.WriteAttributeString("name", Clean($"{requirement.Expression}{(requirement.Domain is null ? "" : $" [{requirement.Domain}]")}"));
        if (!requirement.Met)
        {
            writer.WriteStartElement("failure");
            writer.WriteAttributeString("message", requirement.Value is { } value ? Text($"is {value:R}") : "could not be computed");
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    // XML has no place for most control characters or for half a surrogate pair, and names come from data.
    private static string Clean(string text) => string.Concat(text.EnumerateRunes().Where(rune => !rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value)));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
