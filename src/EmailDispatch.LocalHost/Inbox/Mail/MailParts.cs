using System.Text;
using MimeKit;

namespace EmailDispatch.LocalHost.Inbox.Mail;

/// <summary>The parts of a message: its bodies, and all others as attachments.</summary>
internal static class MailParts
{
    // Throws on invalid bytes.
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    public static IReadOnlyList<MimeEntity> Attachments(MimeMessage message) => [.. Leaves(message.Body).Where(part => !IsBody(part))];

    /// <summary>Returns the decoded text parts of one kind, one after the other; null if there is none.</summary>
    public static (string? Text, bool Truncated) Body(MimeMessage message, string subtype)
    {
        StringBuilder? text = null;
        var left = MessageLimits.MaxBodyBytes;
        foreach (var part in Leaves(message.Body).Where(IsBody).Cast<MimePart>().Where(part => part.ContentType.IsMimeType("text", subtype)))
        {
            text ??= new StringBuilder();
            if (text.Length > 0)
                text.Append('\n');
            var bytes = Read(part, left + 1);
            text.Append(Decode(bytes.AsSpan(0, Math.Min(bytes.Length, left)), part.ContentType.CharsetEncoding));
            if (bytes.Length > left)
                return (text.ToString(), true);
            left -= bytes.Length;
        }

        // With a wrong boundary, all content is in the preamble.
        return subtype == "plain" && text is null && message.Body is Multipart { Count: 0, Preamble: { } preamble }
            ? (MessageLimits.Cut(preamble, MessageLimits.MaxBodyBytes), preamble.Length > MessageLimits.MaxBodyBytes)
            : (text?.ToString(), false);
    }

    /// <summary>Returns the content of an attachment; of an attached message, its source.</summary>
    public static byte[] Read(MimeEntity attachment)
    {
        using var content = new MemoryStream();
        Write(attachment, content);
        return content.ToArray();
    }

    public static void Write(MimeEntity attachment, Stream target)
    {
        if (attachment is MessagePart { Message: { } message })
            message.WriteTo(target);
        else
            (attachment as MimePart)?.Content?.DecodeTo(target);
    }

    private static byte[] Read(MimePart part, int length)
    {
        if (part.Content is not { Stream: { } encoded } body)
            return [];
        using var content = body.Open();
        var bytes = new byte[Math.Min(length, encoded.Length)];
        return bytes[..content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private static string Decode(ReadOnlySpan<byte> bytes, Encoding? charset)
    {
        if (charset is not null)
            return charset.GetString(bytes);
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    // Depth is limited by the parser.
    private static IEnumerable<MimeEntity> Leaves(MimeEntity? entity) => entity switch
    {
        null => [],
        Multipart multipart => multipart.SelectMany(Leaves),
        _ => [entity],
    };

    private static bool IsBody(MimeEntity part) =>
        part is MimePart { IsAttachment: false, FileName: null } && (part.ContentType.IsMimeType("text", "plain") || part.ContentType.IsMimeType("text", "html"));
}
