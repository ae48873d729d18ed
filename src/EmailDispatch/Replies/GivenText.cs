using System.Buffers;
using System.Globalization;
using System.Text;
using EmailDispatch.Smtp;

namespace EmailDispatch.Replies;

/// <summary>
/// Removes from a reply the text that we or a caller supplied, before anything reads it. A server quotes the address it rejects, and a stranger
/// chooses that address: <c>"daily quota, try again in 6 days"@example.test</c> must not read as a used-up quota.
/// <list type="number">
/// <item>The sender and the recipients, in any form that <see cref="Quotation"/> knows, complete or shortened. Their local parts alone only
/// where the server quotes them or where they cannot be mistaken for its own words.</item>
/// <item>Anything else that looks like an address: text with an <c>@</c>, quoted or between angle brackets.</item>
/// <item>Subject, names, header values and file names, where the server quotes them.</item>
/// </list>
/// The server's own words stay, even if an address says the same: <c>quota@</c> may have a full mailbox.
/// </summary>
internal static class GivenText
{
    /// <summary>Placeholders for the sender, for a recipient, and for another address or text.</summary>
    public const char Sender = '\uE000';
    public const char Recipient = '\uE001';
    public const char Other = '\uE002';

    private const int MaxAddress = 330;

    private static readonly SearchValues<char> Marks = SearchValues.Create([Sender, Recipient, Other]);
    private static readonly SearchValues<char> AddressEnds = SearchValues.Create(" \t\r\n<>()[],;:\"" + Sender + Recipient + Other);
    private static readonly IdnMapping Idn = new();

    // May belong to the server's sentence and match the address only by chance.
    private static readonly char[] SentenceEnds = [.. "=+.-_!#$%&*/?^{|}~"];

    public static string Cut(string text, Failure failure)
    {
        // Only this class may write placeholders.
        if (text.AsSpan().ContainsAny(Marks))
            text = new string([.. text.Where(c => c is not (Sender or Recipient or Other))]);

        foreach (var (value, mark) in AddressesOf(failure))
            text = CutAddress(text, value, mark);
        text = CutBracketed(text);
        text = CutUnknown(text);
        foreach (var value in failure.Given)
        {
            if (!value.Contains('@'))
                text = CutQuoted(text, value, Other);
        }

        return text;
    }

    /// <summary>
    /// Removes more than <see cref="Cut"/>: also all quoted text, links (they may come from the message) and text that matches a subject or
    /// header, even by chance.
    /// </summary>
    public static string CutQuotes(string text, Failure failure)
    {
        foreach (var value in failure.Given)
        {
            if (!value.Contains('@'))
                text = Replace(text, value, Other, (all, start, length, known) => known >= Math.Min(value.Length, 12) && length >= 5 && IsBoundary(all, start - 1));
        }

        var kept = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var end = EndOfQuote(text, at);
            if (end == at)
            {
                kept.Append(text[at++]);
                continue;
            }

            kept.Append(' ').Append(Other).Append(' ');
            at = end;
        }

        return kept.ToString();
    }

    private static IEnumerable<(string Value, char Mark)> AddressesOf(Failure failure)
    {
        // If sender and recipient are the same, the address does not tell which of them is meant.
        var isBoth = string.Equals(failure.Sender, failure.Recipient, StringComparison.OrdinalIgnoreCase);
        if (failure.Recipient is { } recipient)
            yield return (recipient, isBoth ? Other : Recipient);
        if (failure.Sender is { } sender && !isBoth)
            yield return (sender, Sender);
        foreach (var value in failure.Given)
        {
            if (value.Contains('@'))
                yield return (value, Other);
        }
    }

    private static string CutAddress(string text, string address, char mark)
    {
        var at = address.LastIndexOf('@');
        if (at <= 0)
            return text;

        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(address));
        if (text.Contains(base64[..4], StringComparison.OrdinalIgnoreCase))
            text = CutAnywhere(text, base64, mark);

        var (local, domain) = (address[..at], address[(at + 1)..]);
        if (!MayName(text, local))
            return text;
        foreach (var form in DomainForms(domain))
            text = CutAnywhere(text, $"{local}@{form}", mark);

        var bare = local.Trim('"');
        return IsUnlikeWords(bare) ? CutAnywhere(text, bare, mark) : CutQuoted(text, bare, mark);
    }

    // Must be fast: of fifty recipients, hardly one is named. Nobody escapes letters and digits, and a shortened value keeps its beginning.
    private static bool MayName(string text, string local)
    {
        for (var at = 0; at < 4 && at + 3 <= local.Length; at++)
        {
            var run = local.AsSpan(at, 3);
            if (char.IsAsciiLetterOrDigit(run[0]) && char.IsAsciiLetterOrDigit(run[1]) && char.IsAsciiLetterOrDigit(run[2]))
                return text.AsSpan().Contains(run, StringComparison.OrdinalIgnoreCase);
        }

        return true;
    }

    private static IEnumerable<string> DomainForms(string domain)
    {
        yield return domain;
        string? other = null;
        try
        {
            other = Ascii.IsValid(domain) ? Idn.GetUnicode(domain) : Idn.GetAscii(domain);
        }
        catch (ArgumentException)
        {
            // The name has no other form.
        }

        if (other is not null && other != domain)
            yield return other;
    }

    /// <summary>Whether this cannot be the server's own words: letters and others without blanks, such as <c>account=suspended</c>.</summary>
    private static bool IsUnlikeWords(string local) =>
        local.Length >= 5 && local.Any(char.IsLetter) && local.Any(c => !char.IsLetter(c) && c is not ('"' or '\\')) && !local.Any(char.IsWhiteSpace);

    /// <summary>Removes a value anywhere: complete, or shortened before an ellipsis, a closing quote or the end.</summary>
    private static string CutAnywhere(string text, string value, char mark) =>
        Replace(text, value, mark, (all, start, length, known) => known == value.Length
            ? IsBoundary(all, start - 1) && IsBoundary(all, start + length)
            : known >= 6 && IsBoundary(all, start - 1) && IsCutShort(all, start + length) && (IsOpening(all, start - 1) || IsUnlikeWords(value[..known].TrimEnd(SentenceEnds))));

    /// <summary>Removes a value in quotes, complete or shortened.</summary>
    private static string CutQuoted(string text, string value, char mark) =>
        Replace(text, value, mark, (all, start, length, known) => IsOpening(all, start - 1)
            && (known == value.Length ? IsClosing(all, start + length) : known >= 4 && IsCutShort(all, start + length)));

    private static string Replace(string text, string value, char mark, Func<string, int, int, int, bool> isQuoted)
    {
        if (value.Length == 0)
            return text;

        StringBuilder? kept = null;
        var from = 0;
        for (var start = 0; start < text.Length; start++)
        {
            var (length, known) = Quotation.Match(text, start, value);
            if (length == 0 || !isQuoted(text, start, length, known))
                continue;

            kept = (kept ?? new StringBuilder(text.Length)).Append(text, from, start - from).Append(' ').Append(mark).Append(' ');
            from = start + length;
            start = from - 1;
        }

        return kept is null ? text : kept.Append(text, from, text.Length - from).ToString();
    }

    private static bool IsBoundary(string text, int at) => at < 0 || at >= text.Length || !char.IsLetterOrDigit(text[at]);

    private static bool IsOpening(string text, int at)
    {
        while (at > 0 && text[at] is ' ' or '\\')
            at--;
        return at >= 0 && text[at] is '<' or '"' or '\'' or '`' or '\u00ab' or '\u201c' or '\u2018' or '\u300c';
    }

    private static bool IsClosing(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\\')
            at++;
        return at < text.Length && text[at] is '>' or '"' or '\'' or '`' or '\u00bb' or '\u201d' or '\u2019' or '\u300d' or '@';
    }

    private static bool IsCutShort(string text, int at)
    {
        var rest = text.AsSpan(at).TrimStart();
        return rest.IsEmpty || rest.StartsWith("..") || rest[0] is '\u2026' || IsClosing(text, at);
    }

    /// <summary>Removes anything with an <c>@</c> in angle brackets, blanks included, and an unclosed bracket in a truncated reply.</summary>
    private static string CutBracketed(string text)
    {
        for (var open = text.IndexOf('<', StringComparison.Ordinal); open >= 0; open = text.IndexOf('<', open + 1))
        {
            var close = text.IndexOf('>', open);
            var isCut = close < 0 && text.Length >= SmtpReply.MaxTextLength;
            var end = isCut ? text.Length : close + 1;
            if (end > 0 && (isCut || FindAt(text.AsSpan(open, end - open), out _) >= 0))
                text = string.Concat(text.AsSpan(0, open), $" {Other} ", text.AsSpan(end));
        }

        return text;
    }

    /// <summary>Removes any word with an <c>@</c>, including a quoted string in front of it.</summary>
    private static string CutUnknown(string text)
    {
        var from = 0;
        while (FindAt(text.AsSpan(from), out var width) is var found && found >= 0)
        {
            var at = from + found;
            var start = StartOfAddress(text, at);
            var after = text.AsSpan(at + width);
            var length = after.IndexOfAny(AddressEnds);
            var end = length < 0 ? text.Length : at + width + length;
            text = string.Concat(text.AsSpan(0, start), $" {Other} ", text.AsSpan(end));
            from = start + 3;
        }

        return text;
    }

    // Finds an @ in any form that servers write.
    private static int FindAt(ReadOnlySpan<char> text, out int width)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is not ('@' or '\uff20' or '%' or '=' or '+' or '\\' or '&'))
                continue;
            var (length, known) = Quotation.Match(text, at, text[at] == '\uff20' ? "\uff20" : "@");
            if (known == 0)
                continue;
            width = length;
            return at;
        }

        width = 0;
        return -1;
    }

    private static int StartOfAddress(string text, int at)
    {
        var start = at;
        if (start > 1 && text[start - 1] == '"')
        {
            // RFC 5321 section 4.1.2: a backslash in a quoted string escapes a quote. If the string has no start, the reply was truncated.
            for (start -= 2; start > 0 && (text[start] != '"' || text[start - 1] == '\\'); start--)
            {
                if (at - start > MaxAddress)
                    break;
            }

            return start;
        }

        while (start > 0 && !AddressEnds.Contains(text[start - 1]))
            start--;
        return start;
    }

    private static int EndOfQuote(string text, int at)
    {
        var rest = text.AsSpan(at);
        if (rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            var blank = rest.IndexOfAny(' ', '\n', '>');
            return blank < 0 ? text.Length : at + blank;
        }

        var closing = rest[0] switch
        {
            '"' => '"',
            '`' => '`',
            '<' => '>',
            '\u00ab' => '\u00bb',
            '\u201c' => '\u201d',
            '\u2018' => '\u2019',
            '\u300c' => '\u300d',
            // Not an apostrophe.
            '\'' when at == 0 || !char.IsLetterOrDigit(text[at - 1]) => '\'',
            _ => '\0',
        };
        var length = closing == '\0' ? -1 : rest[1..].IndexOf(closing);
        return length < 0 ? at : at + length + 2;
    }
}
