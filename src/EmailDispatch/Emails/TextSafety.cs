using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EmailDispatch.Emails;

/// <summary>
/// What must never reach a header or the envelope: CR, LF and NUL end a header or a command early (header injection),
/// the other control characters and the line separators of Unicode break parsers.
/// </summary>
internal static partial class TextSafety
{
    /// <summary>
    /// Whether a reader would find an encoded word (RFC 2047) in this text, and show, or do, what that stands for. Addresses and parameters
    /// never have one; yet programs on the way decode it there too.
    /// </summary>
    public static bool HasEncodedWord(string text) => EncodedWord().IsMatch(text);

    /// <summary>The first character that is not allowed, in words; null when there is none. A tab is allowed only in <paramref name="allowTab"/>.</summary>
    public static string? FindUnsafe(string text, bool allowTab = false)
    {
        foreach (var character in text)
        {
            if (IsUnsafe(character) && !(allowTab && character == '\t'))
                return Show(new Rune(character));
        }

        return null;
    }

    /// <summary>A character in words a caller can search for: <c>a line feed (U+000A)</c>, <c>"x" (U+0078)</c>.</summary>
    public static string Show(Rune rune)
    {
        var code = rune.Value.ToString("X4", CultureInfo.InvariantCulture);
        return rune.Value switch
        {
            0 => "a NUL (U+0000)",
            '\r' => "a carriage return (U+000D)",
            '\n' => "a line feed (U+000A)",
            ' ' => "a space",
            _ when Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format => $"the invisible character U+{code}",
            _ => $"\"{rune}\" (U+{code})",
        };
    }

    /// <summary>The beginning of a text, where it is longer than <paramref name="maxLength"/>.</summary>
    public static string Shorten(string text, int maxLength)
    {
        if (text.Length <= maxLength)
            return text;
        return $"{text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)]}…";
    }

    private static bool IsUnsafe(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029';

    // More than RFC 2047 allows: so do readers.
    [GeneratedRegex(@"=\?[^?]*\?[bBqQ]\?[^?]*\?=", RegexOptions.CultureInvariant)]
    private static partial Regex EncodedWord();
}
