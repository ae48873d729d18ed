using AngleSharp;
using AngleSharp.Dom;
using EmailDispatch.Emails;

namespace EmailDispatch.Templates.Language;

/// <summary>
/// Copies the rules of style elements into style attributes, for mail programs that ignore style elements. Nothing is fetched. What it costs is bounded by
/// counts: of elements, of pairs of elements and rules, of declarations, and of what is written.
/// </summary>
internal static class CssInliner
{
    private const int MaxMatches = 20_000;
    private const int MaxStyleLength = 50_000;
    private const int MaxSelectorLength = 80;
    private const int MaxDeclarations = 100_000;

    // A style attribute wins over every selector.
    private const int OfAttribute = int.MaxValue;

    /// <summary>Returns the HTML with its rules inlined; null, with the fault, if that would take too long.</summary>
    public static string? Inline(string html, JsonFields fields)
    {
        if (BoundedHtml.Parse(html, out var fault) is not { } document)
            return Refuse(fault);

        foreach (var link in document.QuerySelectorAll("link").ToList())
            link.Remove();
        var styles = string.Join('\n', document.QuerySelectorAll("style").Select(style => style.TextContent));
        var rules = styles.Count(c => c is '{' or ',');
        if (styles.Length > MaxStyleLength || rules * (long)document.All.Length > MaxMatches)
            return Refuse($"has too many rules for its elements: at most {MaxMatches:N0} pairs of them can be compared");
        if (styles.Contains("@import", StringComparison.OrdinalIgnoreCase) || styles.Contains('\\', StringComparison.Ordinal))
            return Refuse("has @import or a backslash in a style element");
        if (styles.Split('}').Any(rule => rule.Split('{')[0].Split(',').Any(selector => selector.Trim().Length > MaxSelectorLength || selector.Contains('(', StringComparison.Ordinal))))
            return Refuse($"has a selector of more than {MaxSelectorLength} characters, or with parentheses");

        return TryApply([.. CssRules.Read(styles)], Elements(document)) ? document.ToHtml() : Refuse("would become too long, or has too many declarations");

        string? Refuse(string message)
        {
            fields.Refuse("inline_css", $"cannot be done: the HTML {message}");
            return null;
        }
    }

    private static bool TryApply(CssRule[] rules, IEnumerable<StyledElement> elements)
    {
        var (written, read) = (0L, 0L);
        foreach (var element in elements)
        {
            var matching = rules.Where(rule => rule.Selector.Matches(element)).ToList();
            if (matching.Count == 0)
                continue;

            var own = CssRules.ReadDeclarations(element.Element.GetAttribute("style") ?? "");
            if ((read += own.Count + matching.Sum(rule => (long)rule.Declarations.Count)) > MaxDeclarations)
                return false;

            var style = string.Join("; ", Cascade(matching, own));
            if ((written += style.Length) > CompiledTemplate.MaxBodyLength)
                return false;
            element.Element.SetAttribute("style", style);
        }

        return true;
    }

    // The sort keeps the order of equals.
    private static IReadOnlyList<CssDeclaration> Cascade(List<CssRule> matching, IReadOnlyList<CssDeclaration> own)
    {
        var all = matching.SelectMany(rule => rule.Declarations.Select(declaration => (rule.Selector.Specificity, Declaration: declaration)))
            .Concat(own.Select(declaration => (Specificity: OfAttribute, Declaration: declaration)));
        return CssRules.LastOfEachName(all.OrderBy(one => one.Declaration.IsImportant).ThenBy(one => one.Specificity).Select(one => one.Declaration));
    }

    /// <summary>The elements that are shown, each after its parent.</summary>
    private static IEnumerable<StyledElement> Elements(IDocument document)
    {
        var known = new Dictionary<IElement, StyledElement>();
        foreach (var element in document.All)
        {
            var styled = known[element] = new StyledElement(element, element.ParentElement is { } parent ? known.GetValueOrDefault(parent) : null);
            if (element.LocalName is not ("html" or "head" or "title" or "meta" or "style" or "script" or "base"))
                yield return styled;
        }
    }
}
