using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EmailDispatch.Emails;

internal static class HeaderText
{
    /// <summary>In octets, without the line break (RFC 5322 section 2.1.1).</summary>
    public const int MaxLineLength = 998;

    // RFC 2047 section 2, for lines with an encoded word; others may have two more.
    private const int UsualLineLength = 76;

    /// <summary>
    /// Folds the value after <c>Name:</c> before spaces (RFC 5322 section 2.2.3), so unfolding returns the original. No line has only spaces, which
    /// some servers treat as the end of the header.
    /// </summary>
    public static string Fold(string name, string value)
    {
        var folded = new StringBuilder();
        var length = name.Length + 1;
        foreach (var piece in Pieces(" " + value))
        {
            if (length + piece.Length > UsualLineLength && folded.Length > 0)
            {
                folded.Append("\r\n");
                length = 0;
            }

            folded.Append(piece);
            length += piece.Length;
        }

        return folded.ToString();
    }

    /// <summary>The length of the longest line after folding.</summary>
    public static int LongestLine(string name, string value) =>
        Pieces(" " + value).Select((piece, n) => piece.Length + (n == 0 ? name.Length + 1 : 0)).Max();

    /// <summary>
    /// Returns a JSON object or array in ASCII, without text that looks like an encoded word, which services do not decode in JSON. Returns null for
    /// other text.
    /// </summary>
    public static string? AsciiJson(string value)
    {
        if (value.Length == 0 || value[0] is not ('{' or '['))
            return null;
        try
        {
            using var _ = JsonDocument.Parse(value);
        }
        catch (JsonException)
        {
            return null;
        }

        // Non-ASCII characters and "=?" occur only in strings, where any character can be escaped (RFC 8259 section 7).
        var escaped = new StringBuilder(value.Length);
        for (var n = 0; n < value.Length; n++)
        {
            if (value[n] > '~' || (value[n] == '=' && n + 1 < value.Length && value[n + 1] == '?'))
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)value[n]:x4}");
            else
                escaped.Append(value[n]);
        }

        return escaped.ToString();
    }

    /// <summary>Splits before blanks. Each piece begins with its blanks; trailing blanks stay with the last piece.</summary>
    private static IEnumerable<string> Pieces(string value)
    {
        var start = 0;
        for (var n = 1; n < value.Length; n++)
        {
            if (IsBlank(value[n]) && !IsBlank(value[n - 1]) && value.AsSpan(n).ContainsAnyExcept(' ', '\t'))
            {
                yield return value[start..n];
                start = n;
            }
        }

        yield return value[start..];
    }

    private static bool IsBlank(char character) => character is ' ' or '\t';
}
