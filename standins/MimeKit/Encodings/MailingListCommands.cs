using System.Text;

namespace MimeKit.Encodings;

/// <summary>The List-* fields of RFC 2369: URIs in angle brackets, which are never cut, with comments between them.</summary>
internal static class MailingListCommands
{
    public static string Format(string field, string value, Encoding charset, FormatOptions options)
    {
        var line = FoldingWriter.For(field, options);
        for (var i = SkipBlanks(value, 0); i < value.Length; i = SkipBlanks(value, i))
        {
            var end = i;
            if (value[i] == ',')
            {
                while (end < value.Length && (value[end] == ',' || Characters.IsWhiteSpace(value[end]))) end++;
                line.Append(',');
            }
            else if (value[i] == '<' && value.IndexOf('>', i) is >= 0 and var close)
            {
                end = close + 1;
                AppendUri(line, value[i..end]);
            }
            else if (value[i] == '(' && HeaderScanner.EndOfComment(value, i) is >= 0 and var closed)
            {
                end = closed;
                var inner = value[(i + 1)..(end - 1)];
                AppendComment(line, options.International ? value[i..end] : $"({HeaderText.EncodeText(options, charset, inner)})");
            }
            else
            {
                // A bracket that is never closed takes the rest of the value.
                if (value[i] is '<' or '(') end = value.Length;
                while (end < value.Length && !Characters.IsWhiteSpace(value[end]) && (end == i || value[end] is not ('<' or '(' or ','))) end++;
                AppendWord(line, value[i..end]);
            }

            i = end;
        }

        return line.ToString() + options.NewLine;
    }

    private static void AppendUri(FoldingWriter line, string uri)
    {
        if (line.LineLength + uri.Length + 1 < line.Options.MaxLineLength) line.Append(' ');
        else line.Break(" ");
        line.Append(uri);
    }

    private static void AppendComment(FoldingWriter line, string comment)
    {
        if (comment.Length + 1 <= line.Options.MaxLineLength)
        {
            AppendWord(line, comment);
            return;
        }

        foreach (var word in comment.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)) AppendWord(line, word);
    }

    private static void AppendWord(FoldingWriter line, string word)
    {
        if (line.Fits(word.Length + 1)) line.Append(' ').Append(word);
        else if (word.Length + 1 <= line.Options.MaxLineLength) line.Break(" ").Append(word);
        else AppendCut(line, word);
    }

    private static void AppendCut(FoldingWriter line, string word)
    {
        for (var start = 0; ;)
        {
            var length = Math.Min(word.Length - start, Math.Max(0, line.Options.MaxLineLength - line.LineLength - 1));
            line.Append(' ').Append(word.AsSpan(start, length));
            start += length;
            if (start == word.Length) return;
            line.Break("");
        }
    }

    private static int SkipBlanks(string value, int i)
    {
        while (i < value.Length && Characters.IsWhiteSpace(value[i])) i++;
        return i;
    }
}
