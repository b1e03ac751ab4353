using System.Globalization;
using System.Text;
using System.Xml;

namespace ShiftEval.Reports.Html;

/// <summary>Writes markup that is HTML and XML alike; whatever text or attribute comes in is escaped here, and there is no other way in for names.</summary>
internal sealed class HtmlWriter
{
    private static readonly string[] Empty = ["meta", "line", "rect", "circle", "path", "polyline", "br", "col"];
    private readonly StringBuilder text = new();

    /// <summary>The document so far.</summary>
    public override string ToString() => text.ToString();

    /// <summary>The text with everything that means something to a parser made inert, and what XML has no place for replaced.</summary>
    public static string Escape(string value)
    {
        StringBuilder escaped = new(value.Length);
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
            {
                escaped.Append(c).Append(value[++i]);
                continue;
            }

            _ = c switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                '\r' => escaped.Append(' '),
                _ => escaped.Append(XmlConvert.IsXmlChar(c) && !(c >= '\u007f' && c <= '\u009f') ? c : '\ufffd'),
            };
        }

        return escaped.ToString();
    }

    /// <summary>An element with what <paramref name="content"/> writes into it.</summary>
    public void In(string tag, Action content, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Open(tag, attributes);
        content();
        text.Append("</").Append(tag).Append(">\n");
    }

    /// <summary>An element with text, or an empty one.</summary>
    public void Leaf(string tag, string? content, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Open(tag, attributes);
        if (!Empty.Contains(tag, StringComparer.Ordinal))
        {
            Text(content ?? "");
            text.Append("</").Append(tag).Append('>');
        }
    }

    /// <summary>Text.</summary>
    public void Text(string value) => text.Append(Escape(value));

    /// <summary>A name from data: kept apart from the direction of what stands around it.</summary>
    public void Name(string value) => Leaf("bdi", value, ("dir", "auto"));

    /// <summary>The contents of a script or style, which are this program's own or JSON with its angle brackets and ampersands escaped.</summary>
    public void Code(string tag, string code, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        if (code.AsSpan().IndexOfAny('<', '&') >= 0)
        {
            throw new ArgumentException("Code in a page must hold neither '<' nor '&'.", nameof(code));
        }

        Open(tag, attributes);
        text.Append(code).Append("</").Append(tag).Append(">\n");
    }

    /// <summary>The line that makes it HTML.</summary>
    public void Doctype() => text.Append("<!DOCTYPE html>\n");

    /// <summary>A number as an attribute.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private void Open(string tag, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        text.Append('<').Append(tag);
        foreach ((string name, string? value) in attributes)
        {
            if (value is not null)
            {
                text.Append(' ').Append(name).Append("=\"").Append(Escape(value)).Append('"');
            }
        }

        text.Append(Empty.Contains(tag, StringComparer.Ordinal) ? "/>" : ">");
    }
}
