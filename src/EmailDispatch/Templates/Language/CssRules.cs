using System.Text;

namespace EmailDispatch.Templates.Language;

/// <summary>
/// Reads style sheets in one pass. Rules in at-rules, such as <c>@media</c>, are left out: a style attribute cannot have their conditions. So are
/// selectors that <see cref="CssSelector"/> does not read.
/// </summary>
internal static class CssRules
{
    private const string Important = "!important";

    public static IEnumerable<CssRule> Read(string css)
    {
        css = WithoutComments(css);
        for (var at = 0; at < css.Length;)
        {
            var open = css.AsSpan(at).IndexOfAny('{', ';', '}');
            if (open < 0)
                yield break;

            var (head, end) = (css[at..(at + open)].Trim(), at + open);
            at = end + 1;
            if (css[end] != '{')
                continue;

            var close = FindEnd(css, at);
            if (!head.StartsWith('@'))
            {
                var declarations = ReadDeclarations(css[at..close]);
                foreach (var selector in head.Split(',').Select(CssSelector.TryRead).OfType<CssSelector>())
                    yield return new CssRule(selector, declarations);
            }

            at = close + 1;
        }
    }

    /// <summary>Reads declarations; of those with the same name the last one counts.</summary>
    public static IReadOnlyList<CssDeclaration> ReadDeclarations(string text)
    {
        var read = new List<CssDeclaration>();
        foreach (var declaration in Split(text))
        {
            if (declaration.Split(':', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } name, { Length: > 0 } value])
                continue;
            var isImportant = value.EndsWith(Important, StringComparison.OrdinalIgnoreCase);
            read.Add(new CssDeclaration(name, isImportant ? value[..^Important.Length].TrimEnd() : value, isImportant));
        }

        return LastOfEachName(read);
    }

    /// <summary>The last declaration of each name. It stands where it was given, so that it also wins over a shorthand before it.</summary>
    public static IReadOnlyList<CssDeclaration> LastOfEachName(IEnumerable<CssDeclaration> declarations)
    {
        var (last, number) = (new Dictionary<string, (int Number, CssDeclaration Declaration)>(StringComparer.OrdinalIgnoreCase), 0);
        foreach (var declaration in declarations)
            last[declaration.Name] = (number++, declaration);
        return [.. last.Values.OrderBy(one => one.Number).Select(one => one.Declaration)];
    }

    private static string WithoutComments(string css)
    {
        var text = new StringBuilder();
        var at = 0;
        for (var open = 0; at < css.Length && (open = css.IndexOf("/*", at, StringComparison.Ordinal)) >= 0;)
        {
            text.Append(css, at, open - at);
            var close = css.IndexOf("*/", open + 2, StringComparison.Ordinal);
            at = close < 0 ? css.Length : close + 2;
        }

        return text.Append(css, at, css.Length - at).Replace("<!--", "").Replace("-->", "").ToString();
    }

    /// <summary>Where the block ends that was opened before <paramref name="start"/>.</summary>
    private static int FindEnd(string css, int start)
    {
        var depth = 1;
        for (var at = start; at < css.Length; at++)
        {
            if (css[at] is '"' or '\'')
                at = EndOfString(css, at);
            else if (css[at] == '{')
                depth++;
            else if (css[at] == '}' && --depth == 0)
                return at;
        }

        return css.Length;
    }

    // Semicolons in strings and parentheses do not separate: url(data:image/png;base64,…).
    private static IEnumerable<string> Split(string text)
    {
        var (start, depth) = (0, 0);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '"' or '\'')
                at = EndOfString(text, at);
            else if (text[at] == '(')
                depth++;
            else if (text[at] == ')')
                depth = Math.Max(0, depth - 1);
            else if (text[at] == ';' && depth == 0)
            {
                yield return text[start..at];
                start = at + 1;
            }
        }

        yield return text[start..];
    }

    private static int EndOfString(string text, int quote)
    {
        var end = text.AsSpan(quote + 1).IndexOfAny(text[quote], '\n');
        return end < 0 ? text.Length - 1 : quote + 1 + end;
    }
}

/// <summary>A selector with the declarations of its rule.</summary>
internal sealed record CssRule(CssSelector Selector, IReadOnlyList<CssDeclaration> Declarations);

/// <summary>A property and its value.</summary>
internal sealed record CssDeclaration(string Name, string Value, bool IsImportant)
{
    public override string ToString() => $"{Name}: {Value}{(IsImportant ? " !important" : "")}";
}
