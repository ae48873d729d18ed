namespace EmailDispatch.Smtp.Html;

/// <summary>
/// Reads whether the <c>style</c> attribute of an element hides its text. Emails hide their preview text this way, often with several properties at
/// once, because no single one works in all programs.
/// </summary>
internal static class InlineStyle
{
    /// <summary>Returns the style of the element's content.</summary>
    public static TextStyle Apply(ReadOnlySpan<char> declarations, HtmlElement element, TextStyle inherited)
    {
        var style = inherited;
        foreach (var range in declarations.Split(';'))
        {
            var declaration = declarations[range];
            var colon = declaration.IndexOf(':');
            if (colon > 0)
                style = Apply(declaration[..colon].Trim(), ValueOf(declaration[(colon + 1)..]), element, style);
        }

        return style;
    }

    private static TextStyle Apply(ReadOnlySpan<char> property, ReadOnlySpan<char> value, HtmlElement element, TextStyle style)
    {
        if (Is(property, "display"))
            return style with { IsGone = style.IsGone || Is(value, "none") };
        if (Is(property, "max-height") || Is(property, "opacity"))
            return style with { IsGone = style.IsGone || IsZero(value) };

        // Only Outlook hides these. Buttons and tables have it if Outlook gets them in another form; text that has it is preview text.
        if (Is(property, "mso-hide"))
            return style with { IsGone = style.IsGone || (Is(value, "all") && element.Name != "a" && !element.Is(HtmlTraits.Table | HtmlTraits.RowGroup | HtmlTraits.Row | HtmlTraits.Cell)) };
        if (Is(property, "visibility"))
            return style with { IsInvisible = Is(value, "hidden") || Is(value, "collapse") || (style.IsInvisible && Is(value, "inherit")) };
        if (Is(property, "font-size"))
            return style with { HasNoSize = IsZero(value) || (style.HasNoSize && IsRelative(value)) };

        if (Is(property, "font"))
            return style with { HasNoSize = IsFontWithoutSize(value) };
        if (Is(property, "white-space"))
            return style with { WhiteSpace = WhiteSpaceOf(value, style.WhiteSpace) };
        return style;
    }

    private static ReadOnlySpan<char> ValueOf(ReadOnlySpan<char> text)
    {
        var important = text.LastIndexOf('!');
        return (important < 0 ? text : text[..important]).Trim();
    }

    private static bool Is(ReadOnlySpan<char> text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static bool IsZero(ReadOnlySpan<char> value)
    {
        var number = value.TrimEnd("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ%");
        return number.Length > 0 && number[0] is '0' or '.' && number.IndexOfAnyExcept('0', '.') < 0 && number.Contains('0');
    }

    // The size is the first number: "italic 14px/20px Arial". A number from 100 is a weight.
    private static bool IsFontWithoutSize(ReadOnlySpan<char> value)
    {
        foreach (var range in value.Split(' '))
        {
            var word = value[range];
            if (word.Length > 0 && word[0] is '.' or (>= '0' and <= '9') && !(word.Length >= 3 && word.IndexOfAnyExceptInRange('0', '9') < 0))
                return IsZero(word[..(word.IndexOf('/') is >= 0 and var slash ? slash : word.Length)]);
        }

        return false;
    }

    private static bool IsRelative(ReadOnlySpan<char> value) =>
        value.EndsWith("%") || Is(value, "inherit") || (value.EndsWith("em", StringComparison.OrdinalIgnoreCase) && !value.EndsWith("rem", StringComparison.OrdinalIgnoreCase));

    private static WhiteSpace WhiteSpaceOf(ReadOnlySpan<char> value, WhiteSpace inherited)
    {
        if (Is(value, "pre") || Is(value, "pre-wrap") || Is(value, "break-spaces"))
            return WhiteSpace.Keep;
        if (Is(value, "pre-line"))
            return WhiteSpace.KeepLines;
        return Is(value, "normal") || Is(value, "nowrap") ? WhiteSpace.Collapse : inherited;
    }
}
