using System.Text;
using EmailDispatch.Emails;
using MimeKit;

namespace EmailDispatch.Smtp;

/// <summary>
/// Encodes the parts of a message that a server does not take as they are (RFC 6152): those with overlong lines or binary content for every server, and
/// those with 8-bit content for one without 8BITMIME. Signed parts are never changed.
/// </summary>
internal static class RawEncoding
{
    // MimeKit fills lines with two characters more.
    private const int MaxEncodedLineLength = 72;

    /// <summary>Returns the email in 7 bits, or null if it cannot be.</summary>
    public static byte[]? ToSevenBit(ReadOnlyMemory<byte> message)
    {
        using var parsed = RawStructure.Parse(message);
        var encoded = Encode(parsed, sevenBit: true);
        return Ascii.IsValid(encoded) ? encoded : null;
    }

    public static bool IsNeeded(MimeMessage parsed, ReadOnlySpan<byte> message, bool sevenBit) =>
        (sevenBit && !Ascii.IsValid(message)) || FindLongLine(message) > 0 || Changeable(parsed.Body).Any(part => part.ContentTransferEncoding == ContentEncoding.Binary);

    public static byte[] Encode(MimeMessage parsed, bool sevenBit)
    {
        if (sevenBit)
            EncodeFields(parsed.Headers);
        foreach (var part in Changeable(parsed.Body, sevenBit ? EncodeFields : null))
            Encode(part, sevenBit);

        using var bytes = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        (format.NewLineFormat, format.EnsureNewLine) = (NewLineFormat.Dos, true);
        parsed.WriteTo(format, bytes);
        return bytes.ToArray();
    }

    /// <summary>The length of the first line that is too long; 0 if there is none.</summary>
    public static int FindLongLine(ReadOnlySpan<byte> message)
    {
        while (message.Length > HeaderText.MaxLineLength)
        {
            var end = message.IndexOf("\r\n"u8);
            var length = end < 0 ? message.Length : end;
            if (length > HeaderText.MaxLineLength)
                return length;
            message = message[(length + 2)..];
        }

        return 0;
    }

    private static void Encode(MimePart part, bool sevenBit)
    {
        if (part.Content is not { } content)
            return;

        using var bytes = new MemoryStream();
        content.WriteTo(bytes);
        var written = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        var isLong = FindLongLine(written) > 0;
        if (!isLong && part.ContentTransferEncoding != ContentEncoding.Binary && (!sevenBit || Ascii.IsValid(written)))
            return;

        if (part.ContentTransferEncoding is ContentEncoding.Base64 or ContentEncoding.QuotedPrintable or ContentEncoding.UUEncode)
        {
            // It is encoded, but not in lines.
            var decoded = new MemoryStream();
            content.DecodeTo(decoded);
            decoded.Position = 0;
            part.Content = new MimeContent(decoded);
            return;
        }

        part.Prepare(EncodingConstraint.SevenBit, MaxEncodedLineLength);
    }

    private static void EncodeFields(HeaderList headers)
    {
        foreach (var header in headers.Where(header => !Ascii.IsValid(header.RawValue)).ToList())
            header.SetRawValue(new RawField(header.Field, header.RawValue).Encoded().Value.ToArray());
    }

    private static IEnumerable<MimePart> Changeable(MimeEntity? entity, Action<HeaderList>? visit = null)
    {
        if (entity is null or MimeKit.Cryptography.MultipartSigned)
            return [];

        visit?.Invoke(entity.Headers);
        if (entity is MessagePart { Message: { } message })
        {
            visit?.Invoke(message.Headers);
            return Changeable(message.Body, visit);
        }

        return entity is Multipart multipart ? multipart.SelectMany(part => Changeable(part, visit)) : entity is MimePart single ? [single] : [];
    }
}
