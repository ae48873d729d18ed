using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EmailDispatch.Templates.Language;

/// <summary>
/// Checks the tags of a template before the parser sees them, because the parser is recursive: nesting, length and number are bounded here. Brackets,
/// parentheses and percent signs are refused inside tags, so that this scan and the parser agree on where a tag ends. Triple braces become double
/// ones, and every value that is written passes <see cref="LiquidTemplates.Output"/>.
/// </summary>
internal static partial class TemplateSource
{
    public const int MaxTags = 2_000;

    public const int MaxTagLength = 500;

    public const int MaxDepth = 10;

    private const string Refused = "[](){}%";

    private static readonly SearchValues<char> RefusedInTags = SearchValues.Create(Refused);

    private static readonly string[] Blocks = ["if", "unless", "for"];

    private static readonly string[] Known = [.. Blocks, .. Blocks.Select(block => $"end{block}"), "elsif", "else", "break", "continue"];

    /// <summary>Returns the source for the parser; null with the fault if it is refused.</summary>
    /// <param name="source">The template.</param>
    /// <param name="fault">What is wrong, as a sentence without its subject; empty if nothing.</param>
    /// <param name="write">Called with each piece of text, and with null for each value that is written.</param>
    public static string? Rewrite(string source, out string fault, Action<string?>? write = null)
    {
        var (rewritten, start, tags, depth) = (new StringBuilder(), 0, 0, 0);
        while (FindTag(source, start) is >= 0 and var open)
        {
            Text(source[start..open]);
            var (isLogic, isTriple) = (source[open + 1] == '%', source.AsSpan(open).StartsWith("{{{"));
            var (length, end) = isTriple ? (3, "}}}") : isLogic ? (2, "%}") : (2, "}}");
            var close = source.IndexOf(end, open + length, StringComparison.Ordinal);
            var inner = close < 0 ? "" : source[(open + length)..close];
            fault = close < 0 ? $"has {source.Substring(open, length)} without {end}"
                : inner.Length > MaxTagLength ? $"has a tag of more than {MaxTagLength} characters"
                : inner.AsSpan().ContainsAny(RefusedInTags) ? $"has a tag with one of {Refused}, which are not supported there"
                : ++tags > MaxTags ? $"has more than {MaxTags} tags"
                : isTriple && !Name().IsMatch(inner) ? "has {{{ }}} around something that is not the name of a variable"
                : isLogic ? FindLogicFault(inner, ref depth)
                : "";
            if (fault.Length > 0)
            {
                fault = string.Create(CultureInfo.InvariantCulture, $"{fault} (line {1 + source.AsSpan(0, open).Count('\n')})");
                return null;
            }

            if (isLogic)
                rewritten.Append("{%").Append(inner).Append("%}");
            else
                Value(inner);
            start = close + length;
        }

        Text(source[start..]);
        fault = "";
        return rewritten.ToString();

        void Text(string text)
        {
            rewritten.Append(text);
            write?.Invoke(text);
        }

        // A hyphen at either end removes the white space beside the tag.
        void Value(string inner)
        {
            var trims = inner.EndsWith('-');
            rewritten.Append("{{").Append(trims ? inner[..^1] : inner).Append(" | ").Append(LiquidTemplates.Output).Append(trims ? " -}}" : " }}");
            write?.Invoke(null);
        }
    }

    private static int FindTag(string source, int start)
    {
        for (var open = source.IndexOf('{', start); open >= 0 && open + 1 < source.Length; open = source.IndexOf('{', open + 1))
        {
            if (source[open + 1] is '{' or '%')
                return open;
        }

        return -1;
    }

    private static string FindLogicFault(string inner, ref int depth)
    {
        var name = TagName().Match(inner).Groups[1].Value;
        if (!Known.Contains(name))
            return $"has the tag \"{name}\"; there are {string.Join(", ", Known)}";

        depth += Blocks.Contains(name) ? 1 : name.StartsWith("end", StringComparison.Ordinal) ? -1 : 0;
        return depth > MaxDepth ? $"is nested more than {MaxDepth} deep" : "";
    }

    [GeneratedRegex(@"^\s*[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex(@"^-?\s*(\w{0,20})", RegexOptions.CultureInvariant)]
    private static partial Regex TagName();
}
