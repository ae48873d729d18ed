using System.Text;
using System.Text.RegularExpressions;

namespace EmailDispatch.Emails;

/// <summary>Decodes the encoded words (RFC 2047) of a display name, as written by MIME libraries.</summary>
internal static partial class EncodedPhrase
{
    /// <summary>Returns the length of the encoded word at <paramref name="start"/>, or 0.</summary>
    public static int LengthAt(string text, int start) => text[start] == '=' ? WordHere().Match(text, start).Length : 0;

    /// <summary>Decodes a text, or returns it unchanged if that fails.</summary>
    public static string Decode(string text)
    {
        var decoded = new StringBuilder();
        var octets = new List<byte>();
        Encoding? charset = null;
        var end = 0;
        try
        {
            foreach (Match word in Word().Matches(text))
            {
                var gap = text[end..word.Index];
                var next = CharsetOf(word.Groups["charset"].Value);

                // Spaces between two words are ignored (section 6.2), and some libraries split a character between them.
                if (charset is null || !string.IsNullOrWhiteSpace(gap) || !charset.Equals(next))
                {
                    Flush();
                    decoded.Append(charset is not null && string.IsNullOrWhiteSpace(gap) ? "" : gap);
                }

                charset = next;
                octets.AddRange(OctetsOf(word.Groups["text"].Value, word.Groups["encoding"].Value is "b" or "B"));
                end = word.Index + word.Length;
            }

            Flush();
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or NotSupportedException)
        {
            // UTF-7, an unknown character set, or invalid base64 or text.
            return text;
        }

        return decoded.Append(text.AsSpan(end)).ToString();

        void Flush()
        {
            if (charset is not null)
                decoded.Append(charset.GetString([.. octets]));
            octets.Clear();
        }
    }

    // RFC 2231 section 5: a language can follow the character set.
    private static Encoding CharsetOf(string name)
    {
        var charset = name.Split('*')[0];
        var (encoder, decoder) = (EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        return CodePagesEncodingProvider.Instance.GetEncoding(charset, encoder, decoder) ?? Encoding.GetEncoding(charset, encoder, decoder);
    }

    private static byte[] OctetsOf(string text, bool isBase64)
    {
        if (isBase64)
            return Convert.FromBase64String(text.TrimEnd('=').PadRight((text.TrimEnd('=').Length + 3) / 4 * 4, '='));

        var octets = new List<byte>();
        for (var n = 0; n < text.Length; n++)
        {
            if (text[n] == '=' && n + 2 < text.Length && char.IsAsciiHexDigit(text[n + 1]) && char.IsAsciiHexDigit(text[n + 2]))
            {
                octets.Add(Convert.ToByte(text.Substring(n + 1, 2), 16));
                n += 2;
            }
            else
            {
                octets.Add(text[n] == '_' ? (byte)' ' : (byte)text[n]);
            }
        }

        return [.. octets];
    }

    [GeneratedRegex(@"=\?(?<charset>[^?\s]{1,60})\?(?<encoding>[bBqQ])\?(?<text>[!->@-~]*)\?=", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Word();

    [GeneratedRegex(@"\G=\?[^?\s]{1,60}\?[bBqQ]\?[!->@-~]*\?=", RegexOptions.CultureInvariant)]
    private static partial Regex WordHere();
}
