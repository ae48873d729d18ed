using EmailDispatch.Emails;

namespace EmailDispatch.Intake;

/// <summary>
/// Puts one address in the place of all recipients. Who was meant, but for the blind copies, is told by the header field of that name and by
/// the email's row.
/// </summary>
internal static class Redirection
{
    /// <summary>The header field; one that the caller set gives way.</summary>
    public const string Header = "X-Original-To";

    public static EmailReadResult Apply(EmailReadResult read, string? to)
    {
        if (to is null || read.Email is not { } email)
            return read;

        var meant = email.To.Concat(email.Cc).Select(address => address.Address).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return EmailReadResult.Of(email with
        {
            To = [new EmailAddress(to)],
            Cc = [],
            Bcc = [],
            OriginalTo = meant,
            Headers = [.. email.Headers.Where(header => !header.Name.Equals(Header, StringComparison.OrdinalIgnoreCase)), new EmailHeader(Header, string.Join(", ", meant))],
        });
    }
}
