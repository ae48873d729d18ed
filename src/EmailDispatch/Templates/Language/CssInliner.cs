using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using EmailDispatch.Emails;
using PreMailer.Net.Downloaders;

namespace EmailDispatch.Templates.Language;

/// <summary>
/// Moves the rules of style elements into style attributes, for mail programs that ignore style elements. Nothing is fetched. Matching costs
/// elements times rules times depth, so all three are bounded.
/// </summary>
internal static class CssInliner
{
    private const int MaxMatches = 20_000;
    private const int MaxStyleLength = 50_000;
    private const int MaxSelectorLength = 80;

    static CssInliner() => WebDownloader.SharedDownloader = new NoDownloader();

    /// <summary>Returns the HTML with its rules inlined; null, with the fault, if that would take too long.</summary>
    public static string? Inline(string html, JsonFields fields)
    {
        var document = new HtmlParser().ParseDocument(html);
        foreach (var link in document.QuerySelectorAll("link").ToList())
            link.Remove();

        var elements = 0;
        foreach (var element in document.All)
        {
            if (++elements > ValuePlaces.MaxElements || Depth(element) > ValuePlaces.MaxDepth)
                return Refuse("has too many elements, or nests them too deeply");
        }

        var styles = string.Join('\n', document.QuerySelectorAll("style").Select(style => style.TextContent));
        var rules = styles.Count(c => c is '{' or ',');
        if (styles.Length > MaxStyleLength || rules * (long)elements > MaxMatches)
            return Refuse($"has too many rules for its elements: at most {MaxMatches:N0} pairs of them can be compared");
        if (styles.Contains("@import", StringComparison.OrdinalIgnoreCase) || styles.Contains('\\', StringComparison.Ordinal))
            return Refuse("has @import or a backslash in a style element");
        if (styles.Split('}').Any(rule => rule.Split('{')[0].Split(',').Any(selector => selector.Trim().Length > MaxSelectorLength || selector.Contains('(', StringComparison.Ordinal))))
            return Refuse($"has a selector of more than {MaxSelectorLength} characters, or with parentheses");

        using var mailer = new PreMailer.Net.PreMailer(document);
        return mailer.MoveCssInline().Html;

        string? Refuse(string message)
        {
            fields.Refuse("inline_css", $"cannot be done: the HTML {message}");
            return null;
        }
    }

    private static int Depth(IElement element)
    {
        var depth = 0;
        for (var parent = element.Parent; parent is not null && depth <= ValuePlaces.MaxDepth; parent = parent.Parent)
            depth++;
        return depth;
    }

    private sealed class NoDownloader : IWebDownloader
    {
        public string DownloadString(Uri uri) => "";
    }
}
