namespace MimeKit.Encodings;

/// <summary>Folds unstructured header text at its white space (RFC 5322 section 2.2.3).</summary>
internal static class UnstructuredFolder
{
    /// <summary>Text that is ASCII already. Breaks at the last tab before a word that does not fit, else at the last blank.</summary>
    public static string Fold(FormatOptions options, string field, string text)
    {
        var line = FoldingWriter.For(field, options);
        var blank = -1;
        var tab = -1;
        var first = true;

        foreach (var token in Tokens(text))
        {
            if (first) line.Append(' ');

            if (Characters.IsBlank(token[0]))
            {
                foreach (var c in token)
                {
                    blank = line.Position;
                    if (c == '\t') tab = blank;
                    line.Append(c);
                }
            }
            else
            {
                var fits = line.Fits(token.Length);
                if (!fits) BreakBefore(line, tab, blank, first);
                if (fits || token.Length < options.MaxLineLength || IsEncodedWord(token)) line.Append(token);
                else AppendCut(line, token);
                blank = tab = -1;
            }

            first = false;
        }

        return line.ToString() + options.NewLine;
    }

    private static void BreakBefore(FoldingWriter line, int tab, int blank, bool first)
    {
        if (tab >= 0) line.BreakAt(tab, blank - tab + 1);
        else if (blank >= 0) line.BreakAt(blank, 1);
        else if (line.LineLength > 1 && !first) line.Break(" ");
    }

    private static void AppendCut(FoldingWriter line, string token)
    {
        foreach (var c in token)
        {
            if (line.LineLength >= line.Options.MaxLineLength) line.Break(" ");
            line.Append(c);
        }
    }

    /// <summary>Raw UTF-8 text of an internationalised message (RFC 6532): breaks only where there is white space.</summary>
    public static string FoldInternational(FormatOptions options, string field, string text)
    {
        var line = FoldingWriter.For(field, options).Append(' ');
        var blank = -1;

        foreach (var token in Words(text))
        {
            if (Characters.IsWhiteSpace(token[0]))
            {
                if (line.Fits(token.Length))
                {
                    line.Append(token);
                }
                else
                {
                    foreach (var c in token)
                    {
                        if (line.LineLength > options.MaxLineLength) line.Break("");
                        line.Append(c);
                    }
                }

                blank = line.Position - 1;
                continue;
            }

            if (blank >= 0 && !line.Fits(token.Length))
            {
                line.BreakAt(blank, 1);
                blank = -1;
            }

            if (token.Length > options.MaxLineLength) AppendPieces(line, token);
            else line.Append(token);
        }

        return line.ToString() + options.NewLine;
    }

    private static void AppendPieces(FoldingWriter line, string token)
    {
        var max = line.Options.MaxLineLength;
        var room = Math.Max(0, max - Math.Max(line.LineLength, 1));
        for (var start = 0; start < token.Length; room = max - 1)
        {
            var length = Math.Min(room, token.Length - start);
            if (length > 0 && start + length < token.Length && char.IsSurrogatePair(token, start + length - 1)) length--;
            if (!line.Fits(length)) line.Break(" ");
            line.Append(token.AsSpan(start, length));
            start += length;
        }
    }

    private static bool IsEncodedWord(string token)
        => token.StartsWith("=?", StringComparison.Ordinal) && token.EndsWith("?=", StringComparison.Ordinal)
            && token.Split('?') is [_, { Length: > 0 } charset, "b" or "B" or "q" or "Q", _, .., _] && charset.All(Characters.IsAtom);

    private static IEnumerable<string> Tokens(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = Characters.IsWhiteSpace(text[start]) ? EndOfBlanks(text, start) : EndOfWord(text, start);
            yield return text[start..end];
            start = end;
        }
    }

    private static int EndOfBlanks(string text, int start)
    {
        while (start < text.Length && Characters.IsWhiteSpace(text[start])) start++;
        return start;
    }

    // Readers look for encoded words even inside of words, so a word ends where one begins, or seems to.
    private static int EndOfWord(string text, int start)
    {
        var i = start;
        if (BeginsEncodedWord(text, start))
        {
            i = start + 2;
            var mark = text.IndexOf('?', i) is >= 0 and var found ? found : text.Length;
            if (mark + 3 < text.Length && text[mark + 1] is 'b' or 'B' or 'q' or 'Q' && text[mark + 2] == '?')
            {
                if (text.IndexOf("?=", mark + 3, StringComparison.Ordinal) is >= 0 and var end) return end + 2;
            }
            else
            {
                i = mark;
            }
        }

        while (i < text.Length && !Characters.IsWhiteSpace(text[i]) && !BeginsEncodedWord(text, i)) i++;
        return i;
    }

    private static bool BeginsEncodedWord(string text, int i) => i + 2 < text.Length && text[i] == '=' && text[i + 1] == '?';

    private static IEnumerable<string> Words(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var blank = Characters.IsWhiteSpace(text[start]);
            var end = start + 1;
            while (end < text.Length && Characters.IsWhiteSpace(text[end]) == blank) end++;
            yield return text[start..end];
            start = end;
        }
    }
}
