using System.Text;

namespace EmailDispatch.Emails;

/// <summary>How large the composed message will be, close enough to refuse at intake what no provider would take.</summary>
public static class MessageSize
{
    // Header fields, boundaries and part headers of an ordinary message.
    private const int Overhead = 1_024;
    private const int PartOverhead = 256;

    /// <summary>The size in bytes of the message that <paramref name="email"/> becomes.</summary>
    public static long Estimate(Email email) =>
        Overhead + OfText(email.Html) + OfText(email.Text ?? email.TextOfHtml) + email.Attachments.Sum(OfAttachment);

    internal static FieldError? FindFault(Email email, EmailLimits limits)
    {
        var size = Estimate(email);
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

    private static long OfText(string? text) => text is null ? 0 : PartOverhead + Encoding.UTF8.GetByteCount(text);

    // RFC 2045 section 6.8: four characters for three bytes, and a line break after every 76.
    private static long OfAttachment(Attachment attachment) =>
        PartOverhead + ((attachment.Content.LongLength + 2) / 3 * 4 * 78 / 76);
}
