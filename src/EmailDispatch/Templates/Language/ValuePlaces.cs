using System.Text;
using AngleSharp.Dom;

namespace EmailDispatch.Templates.Language;

/// <summary>
/// Refuses values where escaping does not keep them from becoming code: in scripts, event handlers, names of elements and attributes, and attributes
/// without quotation marks. A marker with a space in it is put in place of every value, and the document is parsed to see where it went.
/// </summary>
internal static class ValuePlaces
{
    private const string Marker = "valuehere valuethere";
    private const string MarkerStart = "valuehere";
    private const string MarkerEnd = "valuethere";

    public static string? FindFault(string html)
    {
        var probe = new StringBuilder();
        TemplateSource.Rewrite(html, out _, text => probe.Append(text ?? Marker));
        return BoundedHtml.Parse(probe.ToString(), out var fault) is { } document ? document.All.Select(element => FindFault(element)).FirstOrDefault(found => found is not null) : fault;
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
