using EmailDispatch.Emails;

namespace EmailDispatch.Intake;

/// <summary>Replaces all recipients by one address. A header field and the email's row keep the original ones, except blind copies.</summary>
internal static class Redirection
{
    /// <summary>The header field; it replaces one the caller set.</summary>
    public const string Header = "X-Original-To";

    public static EmailReadResult Apply(EmailReadResult read, string? to)
    {
        if (to is null || read.Email is not { } email)
            return read;

        var meant = email.To.Concat(email.Cc).Select(address => address.Address).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var redirected = email with
        {
            To = [new EmailAddress(to)],
            Cc = [],
            Bcc = [],
            OriginalTo = meant,
            Headers = [.. email.Headers.Where(header => !header.Name.Equals(Header, StringComparison.OrdinalIgnoreCase)), new EmailHeader(Header, string.Join(", ", meant))],
        };
        return read with { Email = redirected };
    }
}
