using System.Buffers;
using System.Text;

namespace EmailDispatch.Smtp;

/// <summary>
/// Encodes text for sending: UTF-8, with CRLF for every line break (RFC 2046 section 4.1.1). Form feeds and Unicode separators are not line breaks.
/// Bodies make up most of an email's size, so they are copied only once.
/// </summary>
internal static class NetworkText
{
    private const byte CarriageReturn = (byte)'\r';
    private const byte LineFeed = (byte)'\n';

    private static readonly SearchValues<byte> Breaks = SearchValues.Create("\r\n"u8);

    public static byte[] Encode(string text)
    {
        var pooled = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var utf8 = pooled.AsSpan(0, Encoding.UTF8.GetBytes(text, pooled));
            var encoded = new byte[LengthOf(utf8)];
            var rest = encoded.AsSpan();
            while (NextLine(ref utf8, out var line))
            {
                line.CopyTo(rest);
                "\r\n"u8.CopyTo(rest[line.Length..]);
                rest = rest[(line.Length + 2)..];
            }

            utf8.CopyTo(rest);
            return encoded;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }

    private static int LengthOf(Span<byte> text)
    {
        var length = 0;
        while (NextLine(ref text, out var line))
            length += line.Length + 2;
        return length + text.Length;
    }

    /// <summary>Takes the next line; text without a line break at its end is not a line.</summary>
    private static bool NextLine(ref Span<byte> text, out Span<byte> line)
    {
        var end = text.IndexOfAny(Breaks);
        line = end < 0 ? default : text[..end];
        if (end < 0)
            return false;

        var isPair = text[end] == CarriageReturn && end + 1 < text.Length && text[end + 1] == LineFeed;
        text = text[(end + (isPair ? 2 : 1))..];
        return true;
    }
}
