using System.Text;
using EmailDispatch.Emails;

namespace EmailDispatch.Smtp;

/// <summary>
/// Writes header text or a display name as encoded words (RFC 2047) if it is not ASCII, or looks like an encoded word. MimeKit leaves the latter unchanged,
/// and readers would decode it to text that nobody validated. MimeKit's own encoded words also exceed the limit of 75 characters for Latin-1 text.
/// </summary>
internal static class EncodedWords
{
    // With the frame =?utf-8?b?…?= below 75, and short enough for the rest of a line.
    private const int MaxTextLength = 48;

    /// <summary>Returns the text in ASCII, also safe in a phrase; unchanged if it is so already, unless <paramref name="always"/> is set.</summary>
    public static string Of(string text, bool always = false)
    {
        if (!always && Ascii.IsValid(text) && !TextSafety.HasEncodedWord(text))
            return text;

        // Choose the shorter one: B takes four characters for three octets, Q three for each octet that is not plain.
        var octets = Encoding.UTF8.GetBytes(text);
        var encoding = octets.Count(IsPlain) * 3 > octets.Length * 2 ? 'q' : 'b';
        return string.Join(' ', Pieces(text, encoding).Select(piece => $"=?utf-8?{encoding}?{Encode(piece, encoding)}?="));
    }

    /// <summary>Splits a text without dividing a character: each word must be valid on its own (RFC 2047 section 5).</summary>
    private static IEnumerable<byte[]> Pieces(string text, char encoding)
    {
        var piece = new List<byte>();
        var octets = new byte[4];
        foreach (var character in text.EnumerateRunes())
        {
            var more = octets.AsSpan(0, character.EncodeToUtf8(octets)).ToArray();
            if (LengthOf([.. piece, .. more], encoding) > MaxTextLength)
            {
                yield return [.. piece];
                piece.Clear();
            }

            piece.AddRange(more);
        }

        yield return [.. piece];
    }

    private static int LengthOf(List<byte> octets, char encoding) =>
        encoding == 'b' ? (octets.Count + 2) / 3 * 4 : octets.Sum(octet => IsPlain(octet) ? 1 : 3);

    private static string Encode(byte[] octets, char encoding)
    {
        if (encoding == 'b')
            return Convert.ToBase64String(octets);

        var text = new StringBuilder();
        foreach (var octet in octets)
            text.Append(octet == ' ' ? "_" : IsPlain(octet) ? ((char)octet).ToString() : $"={octet:X2}");
        return text.ToString();
    }

    // RFC 2047 section 5 rule 3: the characters allowed unencoded in a phrase; a space becomes an underscore.
    private static bool IsPlain(byte octet) => char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)' ' or (byte)'!' or (byte)'*' or (byte)'+' or (byte)'-' or (byte)'/';
}
