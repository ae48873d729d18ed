using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EmailDispatch.Emails;

/// <summary>
/// Finds characters that must not reach a header or the envelope: CR, LF and NUL allow header injection; other control characters and Unicode line
/// separators break parsers.
/// </summary>
public static partial class TextSafety
{
    /// <summary>Whether a text has an encoded word (RFC 2047), which some software decodes even in addresses and parameters.</summary>
    public static bool HasEncodedWord(string text) => EncodedWord().IsMatch(text);

    /// <summary>Describes the first unsafe character; null if there is none.</summary>
    public static string? FindUnsafe(string text, bool allowTab = false)
    {
        foreach (var character in text)
        {
            if (IsUnsafe(character) && !(allowTab && character == '\t'))
                return Show(new Rune(character));
        }

        return null;
    }

    /// <summary>Describes a character, such as <c>a line feed (U+000A)</c> or <c>"x" (U+0078)</c>.</summary>
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

    public static string Shorten(string text, int maxLength)
    {
        if (text.Length <= maxLength)
            return text;
        return $"{text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)]}…";
    }

    private static bool IsUnsafe(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029';

    // Matches more than RFC 2047 allows, like the software that decodes it.
    [GeneratedRegex(@"=\?[^?]*\?[bBqQ]\?[^?]*\?=", RegexOptions.CultureInvariant)]
    private static partial Regex EncodedWord();
}
