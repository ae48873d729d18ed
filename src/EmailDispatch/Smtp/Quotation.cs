using System.Globalization;

namespace EmailDispatch.Smtp;

/// <summary>
/// Finds a value sent to a server in the server's replies. Servers quote it in other forms: in another case, percent-encoded, as quoted-printable,
/// xtext (RFC 3461) or HTML, with or without the quotes and backslashes of a local part, wrapped onto another line, with <c>?</c> for non-ASCII
/// characters, or cut off.
/// </summary>
internal static class Quotation
{
    // Enough for one UTF-8 character in any of these forms.
    private const int MaxOctets = 4;

    /// <summary>Counts how far the text matches the value, from a position on.</summary>
    /// <returns>The number of matching characters in the text and in the value.</returns>
    public static (int Text, int Value) Match(ReadOnlySpan<char> text, int start, ReadOnlySpan<char> value, bool ignoreCase = true)
    {
        var (at, known) = (start, 0);

        // The end of the last match in the text, not of a quote skipped after it.
        var (end, matched) = (start, 0);
        while (known < value.Length)
        {
            if (Step(text, at, value[known], ignoreCase) is var step and > 0)
            {
                (at, known) = (at + step, known + 1);
                (end, matched) = (at, known);
            }
            else if (value[known] is '"' or '\\')
            {
                known++;
            }
            else if (at > start && at < text.Length && (text[at] is '"' or '\\' || (matched >= 4 && text[at] is ' ' or '\r' or '\n')))
            {
                at++;
            }
            else
            {
                break;
            }
        }

        // If only quotes are left of the value, it was found in full.
        while (matched < value.Length && value[matched] is '"' or '\\')
            matched++;
        return (end - start, matched);
    }

    private static int Step(ReadOnlySpan<char> text, int at, char wanted, bool ignoreCase)
    {
        if (at >= text.Length)
            return 0;

        // Escapes first, because the escape character may itself be escaped: "+2B".
        if (ReadEscape(text, at, out var read) is var length and > 0 && IsSame(read, wanted, ignoreCase))
            return length;
        if (IsSame(text[at], wanted, ignoreCase))
            return 1;
        return wanted > '\x7f' ? BeyondAscii(text, at) : 0;
    }

    private static bool IsSame(char one, char other, bool ignoreCase) =>
        one == other || (ignoreCase && char.ToLowerInvariant(one) == char.ToLowerInvariant(other));

    // In any form; which one does not matter.
    private static int BeyondAscii(ReadOnlySpan<char> text, int at)
    {
        var from = at;
        for (var octets = 0; octets < MaxOctets && at < text.Length; octets++)
        {
            var length = ReadEscape(text, at, out var read);
            if (length > 0 && read > '\x7f')
                at += length;
            else if (text[at] is '?' or > '\x7f')
                at++;
            else
                break;
        }

        return at - from;
    }

    private static int ReadEscape(ReadOnlySpan<char> text, int at, out char read)
    {
        read = '\0';
        var rest = text[at..];
        switch (rest[0])
        {
            case '%' or '=' or '+' when rest.Length > 2 && TryHex(rest.Slice(1, 2), out read):
                return 3;
            case '\\' when rest.Length > 3 && rest[1] == 'x' && TryHex(rest.Slice(2, 2), out read):
                return 4;
            case '&':
                return ReadEntity(rest, out read);
            default:
                return 0;
        }
    }

    private static int ReadEntity(ReadOnlySpan<char> rest, out char read)
    {
        read = '\0';
        var end = rest[..Math.Min(rest.Length, 8)].IndexOf(';');
        if (end < 3)
            return 0;

        var name = rest[1..end];
        if (name[0] == '#')
        {
            var isHex = name[1] is 'x' or 'X';
            var digits = name[(isHex ? 2 : 1)..];
            var style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
            if (!ushort.TryParse(digits, style, CultureInfo.InvariantCulture, out var code))
                return 0;
            read = (char)code;
            return end + 1;
        }

        read = name switch
        {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => '\0',
        };
        return read == '\0' ? 0 : end + 1;
    }

    private static bool TryHex(ReadOnlySpan<char> digits, out char read)
    {
        var isHex = byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet);
        read = (char)octet;
        return isHex;
    }
}
