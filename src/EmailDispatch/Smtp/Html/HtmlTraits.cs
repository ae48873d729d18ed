namespace EmailDispatch.Smtp.Html;

/// <summary>What matters of an element for its text.</summary>
[Flags]
internal enum HtmlTraits
{
    /// <summary>It is part of a line.</summary>
    None = 0,

    /// <summary>It has no content and no end tag.</summary>
    Empty = 1,

    /// <summary>It begins and ends a line.</summary>
    Block = 2,

    /// <summary>Blank lines stand before and after it.</summary>
    Spaced = 4,

    /// <summary>It is not shown.</summary>
    Hidden = 8,

    /// <summary>Its content has no tags.</summary>
    RawText = 16,

    /// <summary>Its line breaks and spaces are shown.</summary>
    Preformatted = 32,

    /// <summary>An end tag within it ends nothing outside.</summary>
    Scope = 64,

    /// <summary>A paragraph, which ends where another block begins.</summary>
    Paragraph = 128,

    /// <summary>A list with items.</summary>
    List = 256,

    /// <summary>An item of a list.</summary>
    Item = 512,

    /// <summary>A term, or what is said of it.</summary>
    Term = 1024,

    /// <summary>A table.</summary>
    Table = 2048,

    /// <summary>A part of a table that has rows, or its caption.</summary>
    RowGroup = 4096,

    /// <summary>A row of a table.</summary>
    Row = 8192,

    /// <summary>A cell of a table.</summary>
    Cell = 16384,
}
