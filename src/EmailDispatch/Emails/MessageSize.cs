using System.Text;

namespace EmailDispatch.Emails;

/// <summary>Estimates the size of the composed message, accurately enough to reject it at intake.</summary>
public static class MessageSize
{
    // Headers and boundaries of an ordinary message.
    private const int Overhead = 1_024;
    private const int PartOverhead = 256;

    public static long Estimate(Email email) => email.Raw is { } raw
        ? Overhead + raw.Length
        : Overhead + OfText(email.Html) + OfText(email.Text ?? email.TextOfHtml) + email.Attachments.Sum(OfAttachment);

    internal static FieldError? FindFault(Email email, long size, EmailLimits limits)
    {
        if (size <= limits.MaxMessageBytes)
            return null;

        var (field, _) = new[]
        {
            ("attachments", email.Attachments.Sum(OfAttachment)),
            ("html", OfText(email.Html)),
            ("text", OfText(email.Text)),
        }.MaxBy(part => part.Item2);

        return new FieldError(
            field, $"makes the message too large: about {size:N0} bytes once encoded, at most {limits.MaxMessageBytes:N0} are allowed; link to large files instead");
    }

    internal static long OfText(string? text) => text is null ? 0 : PartOverhead + Encoding.UTF8.GetByteCount(text);

    // RFC 2045 section 6.8: base64 with a line break after every 76 characters.
    private static long OfAttachment(Attachment attachment) =>
        PartOverhead + ((attachment.Content.LongLength + 2) / 3 * 4 * 78 / 76);
}
