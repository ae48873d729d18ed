namespace EmailDispatch.Smtp.Html;

/// <summary>How an element affects the plain text.</summary>
[Flags]
internal enum HtmlTraits
{
    /// <summary>Part of a line.</summary>
    None = 0,

    /// <summary>Has no content and no end tag.</summary>
    Empty = 1,

    /// <summary>Begins and ends a line.</summary>
    Block = 2,

    /// <summary>Has blank lines before and after it.</summary>
    Spaced = 4,

    Hidden = 8,

    /// <summary>Has content without tags.</summary>
    RawText = 16,

    /// <summary>Keeps its line breaks and spaces.</summary>
    Preformatted = 32,

    /// <summary>An end tag inside closes nothing outside.</summary>
    Scope = 64,

    /// <summary>A paragraph, which ends where another block begins.</summary>
    Paragraph = 128,

    List = 256,

    Item = 512,

    /// <summary>A term or its description.</summary>
    Term = 1024,

    Table = 2048,

    /// <summary>A part of a table that has rows, or its caption.</summary>
    RowGroup = 4096,

    Row = 8192,

    Cell = 16384,
}
