using System.Text.RegularExpressions;
using EmailDispatch.LocalHost.Inbox.Mail;

namespace EmailDispatch.LocalHost.Inbox.Checks;

/// <summary>
/// Constructs that widely used mail clients do not show as written, according to caniemail.com (test dates from 2019 to 2026); scripts and frames, which
/// it does not list, according to the vendors: Google's "CSS support" for Gmail, Microsoft's "Word 2007 HTML and CSS rendering capabilities" for Outlook.
/// </summary>
internal static partial class HtmlSupport
{
    private const string Word = "Outlook for Windows";

    private static readonly (string Construct, string Clients, Func<HtmlReading, bool> IsIn)[] Table =
    [
        ("script", "removed by all mail clients", html => html.Elements.Contains("script")),
        ("form, input", $"not shown by {Word}; Gmail and Outlook.com limit them", html => Has(html, "form", "input", "select", "textarea", "button")),
        ("iframe, object, embed", $"removed by Gmail, Yahoo, Outlook.com and {Word}", html => Has(html, "iframe", "object", "embed")),
        ("video, audio", $"not played by Gmail, Yahoo, Outlook.com and {Word}", html => Has(html, "video", "audio")),
        ("svg", $"inline SVG is removed by Gmail, Yahoo, Outlook.com and {Word}", html => Has(html, "svg")),
        ("SVG image", $"not shown by Gmail on the web and older versions of {Word}", html => html.ImageSources.Any(url => SvgImage().IsMatch(url))),
        ("WebP image", $"not shown by {Word}", html => html.ImageSources.Any(url => WebPImage().IsMatch(url))),
        ("data: image", $"not shown by Gmail and {Word}; attach the image and refer to it as cid:", html => html.ImageSources.Any(IsData)),
        ("link to a style sheet", "ignored by Gmail, Yahoo and Outlook.com", html => Has(html, "link")),
        ("@import", "ignored by Gmail, Yahoo and Outlook.com", html => Import().IsMatch(html.Styles)),
        ("@font-face", "web fonts are ignored by Gmail, Yahoo and Outlook.com", html => FontFace().IsMatch(html.Styles)),
        ("@media", $"ignored by {Word}; Gmail supports few conditions, and none for accounts of other providers", html => Media().IsMatch(html.Styles)),
        ("display: flex", $"ignored by {Word}; use a table", html => Flex().IsMatch(html.Styles)),
        ("display: grid", $"ignored by {Word}, and by Gmail's apps for accounts of other providers; use a table", html => Grid().IsMatch(html.Styles)),
        ("position", $"removed by Gmail and {Word}; Yahoo and Outlook.com support it in part", html => Position().IsMatch(html.Styles)),
        ("float", $"ignored by {Word}; use the align attribute or a table", html => Float().IsMatch(html.Styles)),
        ("max-width", $"ignored by {Word}; set width too", html => MaxWidth().IsMatch(html.Styles)),
        ("CSS background image", $"not shown by {Word} without VML", html => Background().IsMatch(html.Styles)),
        ("CSS variables", $"ignored by Gmail, Yahoo, Outlook.com and {Word}", html => Variable().IsMatch(html.Styles)),
        ("animation, transform", $"ignored by Gmail, Outlook.com and {Word}", html => Motion().IsMatch(html.Styles)),
    ];

    public static IReadOnlyList<SupportHint> HintsFor(HtmlReading html) =>
        [.. Table.Where(row => row.IsIn(html)).Select(row => new SupportHint(row.Construct, row.Clients))];

    private static bool Has(HtmlReading html, params string[] elements) => html.Elements.Overlaps(elements);

    private static bool IsData(string url) => url.StartsWith("data:", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\A(?:data:image/svg|[^?#]*\.svg(?:[?#]|\z))", RegexOptions.IgnoreCase)]
    private static partial Regex SvgImage();

    [GeneratedRegex(@"\A(?:data:image/webp|[^?#]*\.webp(?:[?#]|\z))", RegexOptions.IgnoreCase)]
    private static partial Regex WebPImage();

    [GeneratedRegex("@import", RegexOptions.IgnoreCase)]
    private static partial Regex Import();

    [GeneratedRegex("@font-face", RegexOptions.IgnoreCase)]
    private static partial Regex FontFace();

    [GeneratedRegex("@media", RegexOptions.IgnoreCase)]
    private static partial Regex Media();

    [GeneratedRegex(@"(?<![\w-])display\s{0,9}:\s{0,9}(?:inline-)?flex", RegexOptions.IgnoreCase)]
    private static partial Regex Flex();

    [GeneratedRegex(@"(?<![\w-])display\s{0,9}:\s{0,9}(?:inline-)?grid", RegexOptions.IgnoreCase)]
    private static partial Regex Grid();

    [GeneratedRegex(@"(?<![\w-])position\s{0,9}:\s{0,9}(?:absolute|fixed|relative|sticky)", RegexOptions.IgnoreCase)]
    private static partial Regex Position();

    [GeneratedRegex(@"(?<![\w-])float\s{0,9}:\s{0,9}(?:left|right)", RegexOptions.IgnoreCase)]
    private static partial Regex Float();

    [GeneratedRegex(@"(?<![\w(-])max-width\s{0,9}:", RegexOptions.IgnoreCase)]
    private static partial Regex MaxWidth();

    [GeneratedRegex(@"(?<![\w-])background(?:-image)?\s{0,9}:[^;{}]{0,500}?url\(", RegexOptions.IgnoreCase)]
    private static partial Regex Background();

    [GeneratedRegex(@"var\(\s{0,9}--", RegexOptions.IgnoreCase)]
    private static partial Regex Variable();

    [GeneratedRegex(@"@keyframes|(?<![\w-])(?:animation(?:-name)?|transform)\s{0,9}:", RegexOptions.IgnoreCase)]
    private static partial Regex Motion();
}

internal sealed record SupportHint(string Construct, string Clients);
