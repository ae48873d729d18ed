namespace EmailDispatch.Smtp.Html;

/// <summary>How text is shown. An element's content inherits its style.</summary>
/// <param name="IsGone">Hidden, whatever the content says.</param>
/// <param name="IsInvisible">Hidden, unless the content says otherwise.</param>
/// <param name="HasNoSize">With a font size of zero, unless the content says otherwise.</param>
/// <param name="WhiteSpace">How white space is written.</param>
internal readonly record struct TextStyle(bool IsGone, bool IsInvisible, bool HasNoSize, WhiteSpace WhiteSpace)
{
    public bool IsHidden => IsGone || IsInvisible || HasNoSize;
}

internal enum WhiteSpace
{
    /// <summary>Any amount of white space becomes one space.</summary>
    Collapse,

    /// <summary>Line breaks are kept; other white space becomes one space.</summary>
    KeepLines,

    Keep,
}
