using System.Text;
using EmailDispatch.Emails;

namespace EmailDispatch.Smtp;

/// <summary>
/// Writes the text of a header, or a display name, in encoded words (RFC 2047) where it is more than ASCII, or would be taken for an encoded
/// word. MimeKit leaves the latter as it is: readers then show what it stands for, which nobody has validated. And its own words become
/// longer than the 75 characters that are allowed, where the letters are of Latin-1.
/// </summary>
internal static class EncodedWords
{
    // With the frame =?utf-8?b?…?= below 75, and short enough for what is left of a line.
    private const int MaxTextLength = 48;

    /// <summary>The text in ASCII, safe in a phrase too; itself where it is that already, unless it is to be encoded <paramref name="always"/>.</summary>
    public static string Of(string text, bool always = false)
    {
        if (!always && Ascii.IsValid(text) && !TextSafety.HasEncodedWord(text))
            return text;

        // The shorter of both: B is four characters for three octets, Q three for one that is not plain.
        var octets = Encoding.UTF8.GetBytes(text);
        var encoding = octets.Count(IsPlain) * 3 > octets.Length * 2 ? 'q' : 'b';
        return string.Join(' ', Pieces(text, encoding).Select(piece => $"=?utf-8?{encoding}?{Encode(piece, encoding)}?="));
    }

    /// <summary>RFC 2047 section 5: each word is text by itself, so that no character is divided between two.</summary>
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

    // RFC 2047 section 5 rule 3: all that may stand for itself in a phrase; the blank becomes an underscore.
    private static bool IsPlain(byte octet) => char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)' ' or (byte)'!' or (byte)'*' or (byte)'+' or (byte)'-' or (byte)'/';
}
