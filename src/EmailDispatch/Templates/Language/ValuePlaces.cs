using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace EmailDispatch.Templates.Language;

/// <summary>
/// Refuses values where escaping does not keep them from becoming code: in scripts, event handlers, names of elements and attributes, and attributes
/// without quotation marks. A marker with a space in it is put in place of every value, and the document is parsed to see where it went.
/// </summary>
internal static class ValuePlaces
{
    public const int MaxElements = 5_000;

    public const int MaxDepth = 100;

    private const string Marker = "valuehere valuethere";
    private const string MarkerStart = "valuehere";
    private const string MarkerEnd = "valuethere";

    public static string? FindFault(string html)
    {
        var probe = new StringBuilder();
        TemplateSource.Rewrite(html, out _, text => probe.Append(text ?? Marker));
        return FindFault(new HtmlParser().ParseDocument(probe.ToString()));
    }

    /// <summary>Walks without recursion, because the depth is not known yet.</summary>
    private static string? FindFault(IDocument document)
    {
        var (elements, depth) = (0, 0);
        for (INode? node = document; node is not null;)
        {
            if (node is IElement element && (++elements > MaxElements ? $"has more than {MaxElements} elements" : depth > MaxDepth ? $"has elements nested more than {MaxDepth} deep" : FindFault(element)) is { } fault)
                return fault;

            if (node.FirstChild is { } child)
            {
                (node, depth) = (child, depth + 1);
                continue;
            }

            while (node is not null && node.NextSibling is null)
                (node, depth) = (node.Parent, depth - 1);
            node = node?.NextSibling;
        }

        return null;
    }

    private static string? FindFault(IElement element)
    {
        if (Has(element.LocalName))
            return "has a value in the name of an element";
        if (element.LocalName is "script" && element.ChildNodes.Any(child => Has(child.NodeValue)))
            return "has a value inside a script element";
        foreach (var attribute in element.Attributes)
        {
            if (Has(attribute.Name))
                return "has a value in an attribute without quotation marks, or in the name of an attribute";
            if (attribute.Name.StartsWith("on", StringComparison.Ordinal) && Has(attribute.Value))
                return $"has a value in the event handler {attribute.Name}";
            if (attribute.Name == "srcdoc" && Has(attribute.Value))
                return "has a value in the attribute srcdoc";
        }

        return null;
    }

    private static bool Has(string? text) =>
        text is not null && (text.Contains(MarkerStart, StringComparison.OrdinalIgnoreCase) || text.Contains(MarkerEnd, StringComparison.OrdinalIgnoreCase));
}
