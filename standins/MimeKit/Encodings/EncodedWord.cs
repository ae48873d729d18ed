using System.Text;

namespace MimeKit.Encodings;

/// <summary>One encoded word of RFC 2047: <c>=?charset?encoding?text?=</c>.</summary>
internal static class EncodedWord
{
    /// <summary>What an encoded word has besides its charset and its text.</summary>
    public const int FrameLength = 7;

    // Above this share of bytes that would be written as =XX, base64 is the shorter and the more usual choice.
    private const double Base64Threshold = 0.17;

    private static readonly Encoding StrictLatin1 =
        Encoding.GetEncoding(28591, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    public static string CharsetName(Encoding encoding) => encoding.CodePage switch
    {
        932 => "shift_jis",
        949 or 50225 => "euc-kr",
        50220 or 50221 => "iso-2022-jp",
        _ => encoding.WebName.ToLowerInvariant(),
    };

    public static int ByteCount(Encoding encoding, ReadOnlySpan<char> character)
    {
        try
        {
            return encoding.GetByteCount(character);
        }
        catch (EncoderFallbackException)
        {
            return 3 * character.Length;
        }
    }

    /// <summary>How long the run will be once written, estimated before it is.</summary>
    public static int LengthOf(TextRun run, Encoding charset) => run.Kind switch
    {
        RunKind.EncodedWord => LengthOf(
            run.Charset switch { RunCharset.Ascii => "us-ascii", RunCharset.Latin1 => "iso-8859-1", _ => CharsetName(charset) },
            run.Bytes,
            run.UnsafeBytes),
        RunKind.QuotedString => run.Bytes + run.Escapes + 2,
        _ => run.Bytes,
    };

    public static int LengthOf(string charset, int bytes, int unsafeBytes)
        => charset.Length + FrameLength + (unsafeBytes < bytes * Base64Threshold ? bytes + 2 * unsafeBytes : (bytes + 2) / 3 * 4);

    public static string Encode(RunCharset charset, Encoding given, string text, bool phrase) => charset switch
    {
        RunCharset.Ascii => Encode(Encoding.ASCII, text, phrase),
        RunCharset.Latin1 => Encode(StrictLatin1, text, phrase),
        _ => Encode(given, text, phrase),
    };

    public static string Encode(Encoding charset, string text, bool phrase)
    {
        byte[] bytes;
        try
        {
            bytes = charset.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            charset = Encoding.UTF8;
            bytes = charset.GetBytes(text);
        }

        var base64 = charset.CodePage is 50220 or 50222 || bytes.Count(b => b > 127) >= bytes.Length * Base64Threshold;
        return $"=?{CharsetName(charset)}?{(base64 ? 'b' : 'q')}?{(base64 ? Convert.ToBase64String(bytes) : Q(bytes, phrase))}?=";
    }

    private static string Q(byte[] bytes, bool phrase)
    {
        var text = new StringBuilder(bytes.Length * 3);
        foreach (var b in bytes)
        {
            if (b == ' ') text.Append('_');
            else if (Characters.IsEncodedWordSafe((char)b, phrase)) text.Append((char)b);
            else text.Append('=').Append(Convert.ToHexString([b]));
        }

        return text.ToString();
    }
}
