namespace MimeKit.Encodings;

internal enum RunKind
{
    Atom,
    QuotedString,
    EncodedWord,
}

internal enum RunCharset
{
    Ascii,
    Latin1,
    Given,
}

/// <summary>A stretch of header text that will be written in one way.</summary>
internal readonly record struct TextRun(int Start)
{
    public RunKind Kind { get; init; }

    public RunCharset Charset { get; init; }

    public int Length { get; init; }

    /// <summary>Length in the charset it would be encoded in.</summary>
    public int Bytes { get; init; }

    /// <summary>How many of the bytes cannot stand for themselves in an encoded word.</summary>
    public int UnsafeBytes { get; init; }

    /// <summary>How many characters would need a backslash in a quoted string.</summary>
    public int Escapes { get; init; }

    public bool OpensQuote { get; init; }

    public bool ClosesQuote { get; init; }

    public bool OpensComment { get; init; }

    public bool ClosesComment { get; init; }

    public int End => Start + Length;

    public static RunCharset Wider(RunCharset a, RunCharset b) => a > b ? a : b;
}
