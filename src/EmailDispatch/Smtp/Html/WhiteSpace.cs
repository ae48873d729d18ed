namespace EmailDispatch.Smtp.Html;

/// <summary>What becomes of white space.</summary>
internal enum WhiteSpace
{
    /// <summary>It is a space, however much there is of it.</summary>
    Collapse,

    /// <summary>Line breaks are kept, other white space is a space.</summary>
    KeepLines,

    /// <summary>All of it is kept.</summary>
    Keep,
}
