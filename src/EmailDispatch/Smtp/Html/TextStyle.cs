namespace EmailDispatch.Smtp.Html;

/// <summary>How text is shown; an element passes it on to what it contains.</summary>
/// <param name="IsGone">Whether nothing of it is shown, whatever the content says.</param>
/// <param name="IsInvisible">Whether it is hidden, unless content says otherwise.</param>
/// <param name="HasNoSize">Whether its letters have no size, unless content says otherwise.</param>
/// <param name="WhiteSpace">What becomes of its white space.</param>
internal readonly record struct TextStyle(bool IsGone, bool IsInvisible, bool HasNoSize, WhiteSpace WhiteSpace)
{
    public bool IsHidden => IsGone || IsInvisible || HasNoSize;
}

/// <summary>How white space is written.</summary>
internal enum WhiteSpace
{
    /// <summary>It is a space, however much there is of it.</summary>
    Collapse,

    /// <summary>Line breaks are kept, other white space is a space.</summary>
    KeepLines,

    /// <summary>All of it is kept.</summary>
    Keep,
}
