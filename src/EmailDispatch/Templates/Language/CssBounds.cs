using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace EmailDispatch.Templates.Language;

/// <summary>
/// Bounds the style sheets that PreMailer.Net is given. Some of its regular expressions read the rest of a text again for each quotation mark, slash or
/// semicolon, and each of a rule's selectors reads the rule again. Some take exponential time with the commas of a media query, or with letters of selectors
/// outside ASCII. A selector is compared with every combination of ancestors. So these numbers are multiplied, and bounded, before it starts.
/// </summary>
internal static partial class CssBounds
{
    public const int MaxStyleLength = 20_000;
    public const int MaxSelectorLength = 80;
    public const int MaxCombinators = 4;
    public const int MaxDeclarations = 300;

    private const int MaxQueryCommas = 3;
    private const int MaxSpaces = 40;
    private const long MaxReading = 5_000_000;
    private const long MaxComparisons = 1_000_000;
    private const long MaxWriting = 3_000_000;
    private const long MaxMerges = 10_000_000;

    /// <summary>Removes comments from the style elements. Returns why their rules cannot be inlined, as a sentence without its subject; null if they can.</summary>
    public static string? FindFault(IHtmlDocument document)
    {
        var sheets = document.QuerySelectorAll("style").ToList();
        if (sheets.Sum(sheet => sheet.TextContent.Length) > MaxStyleLength)
            return string.Create(CultureInfo.InvariantCulture, $"has more than {MaxStyleLength:N0} characters of style elements");

        foreach (var sheet in sheets)
            sheet.TextContent = Comment().Replace(sheet.TextContent, "");
        var css = string.Join('\n', sheets.Select(sheet => sheet.TextContent));
        var rules = css.Split('}').Select(rule => rule.Split('{')).ToList();
        var selectors = rules.SelectMany(rule => rule[..^1]).Where(head => !IsAtRule(head)).SelectMany(head => head.Split(',')).Select(selector => selector.Trim()).ToList();
        var styles = document.All.Select(element => element.GetAttribute("style") ?? "").Where(style => style.Length > 0).ToList();
        return FindTextFault(css)
            ?? (rules.Any(rule => Array.Exists(rule[..^1], IsHardAtRule) || rule[^1].Contains('@', StringComparison.Ordinal)) || sheets.Any(sheet => IsHardQuery(sheet.GetAttribute("media") ?? ""))
                ? $"has an at-rule or media attribute of more than {MaxSelectorLength} characters or {MaxQueryCommas} commas, or an at-rule without braces or in a rule"
                : null)
            ?? selectors.Select(FindSelectorFault).FirstOrDefault(fault => fault is not null)
            ?? (Comparisons(document, selectors) > MaxComparisons ? "has too many rules for the number and depth of its elements" : null)
            ?? (css.Count(c => c == ';') > MaxDeclarations || css.Length * (long)document.All.Length > MaxWriting || Merges(css) * document.All.Length > MaxMerges ? "has too many declarations for its elements" : null)
            ?? (Starts(css) * css.Length + rules.Sum(Reading) + styles.Sum(Reading) > MaxReading || styles.Exists(style => Spaces().IsMatch(style)) ? "has styles with too many quotation marks, slashes, semicolons or spaces" : null);
    }

    private static string? FindTextFault(string css) =>
        css.Contains("@import", StringComparison.OrdinalIgnoreCase) || css.Contains('\\', StringComparison.Ordinal) ? "has @import or a backslash in a style element"
        : css.Contains("/*", StringComparison.Ordinal) || NoAddress().IsMatch(css) ? "has a comment that does not end, or // without a scheme, in a style element"
        : Spaces().IsMatch(css) ? $"has more than {MaxSpaces} spaces in a row in a style element"
        : null;

    private static string? FindSelectorFault(string selector) =>
        selector.Length > MaxSelectorLength || selector.Contains('(', StringComparison.Ordinal) ? $"has a selector of more than {MaxSelectorLength} characters, or with parentheses"
        : !System.Text.Ascii.IsValid(selector) || Sibling().IsMatch(selector) || selector.Contains('@', StringComparison.Ordinal) ? "has a selector with ~, @ or a letter that is not in ASCII"
        : Combinators(selector) > MaxCombinators ? $"has a selector of more than {MaxCombinators + 1} parts"
        : null;

    private static bool IsAtRule(string head) => head.TrimStart().StartsWith('@');

    private static bool IsHardAtRule(string head) => IsAtRule(head) && (IsHardQuery(head.Trim()) || head.Contains(';', StringComparison.Ordinal) || head.Count(c => c == '@') > 1);

    private static bool IsHardQuery(string query) => query.Length > MaxSelectorLength || query.Count(c => c == ',') > MaxQueryCommas;

    private static int Combinators(string selector) => selector.Split([' ', '\t', '\r', '\n', '\f', '>', '+'], StringSplitOptions.RemoveEmptyEntries).Length - 1;

    // The combinations of ancestors that can stand for the parts of each selector; and the siblings that a pseudo-class such as :last-of-type looks at.
    private static double Comparisons(IHtmlDocument document, List<string> selectors)
    {
        var depths = document.All.Select(element => element.GetAncestors().Count()).ToList();
        var siblings = document.All.Max(element => element.ChildElementCount);
        var ways = Enumerable.Range(0, MaxCombinators + 1).Select(parts => depths.Sum(depth => Enumerable.Range(1, parts).Aggregate(1.0, (product, n) => product * depth / n))).ToList();
        return selectors.Sum(selector => ways[Math.Max(0, Combinators(selector))] * (1 + selector.Count(c => c == ':') * (double)siblings));
    }

    // Each declaration is looked for among those that an element has already.
    private static long Merges(string css)
    {
        var declarations = css.Split('{', ';');
        return declarations.LongLength * declarations.DistinctBy(declaration => declaration.Split(':')[0].Trim(), StringComparer.OrdinalIgnoreCase).Count();
    }

    private static long Reading(string[] rule) => rule[..^1].Sum(head => 1 + head.Count(c => c == ',')) * Reading(rule[^1]);

    private static long Reading(string style) => (Starts(style) + style.Count(c => c == ';')) * (style.Length + 100);

    private static long Starts(string css) => 1 + css.Count(c => c is '\'' or '"' or '/' or '(' or '@') + css.AsSpan().Count("data:");

    [GeneratedRegex(@"/\*[\s\S]*?\*/")]
    private static partial Regex Comment();

    [GeneratedRegex("(?<!:)//")]
    private static partial Regex NoAddress();

    [GeneratedRegex(@"\s{41}")]
    private static partial Regex Spaces();

    [GeneratedRegex("~(?!=)")]
    private static partial Regex Sibling();
}
