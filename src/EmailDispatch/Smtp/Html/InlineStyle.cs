namespace EmailDispatch.Smtp.Html;

/// <summary>
/// Reads what the <c>style</c> attribute of an element tells of its text being hidden. Emails hide their preview text in this way, often in
/// several at once, for no single one works in all programs.
/// </summary>
internal static class InlineStyle
{
    /// <summary>The style of the content.</summary>
    /// <param name="declarations">The attribute's value.</param>
    /// <param name="element">The element that has it.</param>
    /// <param name="inherited">The style of what the element is in.</param>
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

        // Hides in Outlook alone. Buttons and tables have it that Outlook gets in another form; text that has it is a preview text.
        if (Is(property, "mso-hide"))
            return style with { IsGone = style.IsGone || (Is(value, "all") && element.Name != "a" && !element.Is(HtmlTraits.Table | HtmlTraits.RowGroup | HtmlTraits.Row | HtmlTraits.Cell)) };
        if (Is(property, "visibility"))
            return style with { IsInvisible = Is(value, "hidden") || Is(value, "collapse") || (style.IsInvisible && Is(value, "inherit")) };
        if (Is(property, "font-size"))
            return style with { HasNoSize = IsZero(value) || (style.HasNoSize && IsRelative(value)) };

        // Its size comes before the family: "italic 14px/20px Arial".
        if (Is(property, "font"))
            return style with { HasNoSize = value.StartsWith("0/") || value.StartsWith("0 ") || value.StartsWith("0px") };
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
