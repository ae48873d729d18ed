using EmailDispatch.Emails;

namespace EmailDispatch.Status;

/// <summary>The recipients of an email as its row keeps them.</summary>
public static class RecipientList
{
    /// <summary>All recipients of an email, none sent to yet; an address named twice counts once, where it was named first.</summary>
    public static IReadOnlyList<Recipient> Of(Email email) =>
    [
        .. Of(email.To, RecipientKind.To)
            .Concat(Of(email.Cc, RecipientKind.Cc))
            .Concat(Of(email.Bcc, RecipientKind.Bcc))
            .DistinctBy(recipient => recipient.Address, StringComparer.OrdinalIgnoreCase)
            .Select(recipient => email.ScheduledAt is null ? recipient : recipient with { Status = EmailStatus.Scheduled }),
    ];

    /// <summary>What the email has come to, all recipients together: not done while one is due, and sent once one was.</summary>
    public static EmailStatus Summarise(IReadOnlyList<Recipient> recipients)
    {
        if (recipients.Any(r => r.IsDue))
            return EmailStatus.Deferred;
        if (recipients.Any(r => r.Status == EmailStatus.Sent))
            return EmailStatus.Sent;
        if (recipients.Any(r => r.Status == EmailStatus.Unknown))
            return EmailStatus.Unknown;
        if (recipients.All(r => r.Status == EmailStatus.Suppressed))
            return EmailStatus.Suppressed;
        return recipients.All(r => r.Status is EmailStatus.Bounced or EmailStatus.Suppressed) ? EmailStatus.Bounced : EmailStatus.Failed;
    }

    private static IEnumerable<Recipient> Of(IEnumerable<EmailAddress> addresses, RecipientKind kind) =>
        addresses.Select(address => new Recipient(address.Address, kind, EmailStatus.Queued) { Name = address.Name });
}
