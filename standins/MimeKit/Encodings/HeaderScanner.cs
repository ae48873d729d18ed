namespace MimeKit.Encodings;

/// <summary>Reads the tokens of structured header text (RFC 5322 section 3.2).</summary>
internal sealed class HeaderScanner(string text)
{
    public int Position { get; set; }

    public bool AtEnd => Position >= text.Length;

    public char Current => AtEnd ? '\0' : text[Position];

    public bool Skip(char c)
    {
        if (Current != c || AtEnd) return false;
        Position++;
        return true;
    }

    /// <summary>False where a comment is not closed.</summary>
    public bool SkipBlanksAndComments()
    {
        while (!AtEnd)
        {
            if (Characters.IsWhiteSpace(Current))
            {
                Position++;
            }
            else if (Current == '(')
            {
                var end = EndOfComment(text, Position);
                if (end < 0) return false;
                Position = end;
            }
            else
            {
                break;
            }
        }

        return true;
    }

    public string TakeWhile(Func<char, bool> accepts)
    {
        var start = Position;
        while (!AtEnd && accepts(Current)) Position++;
        return text[start..Position];
    }

    /// <summary>A quoted string with its quotes, or null where it is not closed.</summary>
    public string? TakeQuoted()
    {
        var start = Position;
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                Position = i + 1;
                return text[start..Position];
            }
        }

        return null;
    }

    /// <summary>The position after the comment that opens at <paramref name="start"/>, or -1 where it is not closed.</summary>
    public static int EndOfComment(string text, int start)
    {
        var depth = 0;
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '(') depth++;
            else if (text[i] == ')' && --depth == 0) return i + 1;
        }

        return -1;
    }
}
