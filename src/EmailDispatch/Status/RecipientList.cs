using EmailDispatch.Emails;

namespace EmailDispatch.Status;

/// <summary>Creates and summarizes the recipients of an email's row.</summary>
public static class RecipientList
{
    /// <summary>Returns an email's recipients, none sent to yet. An address that occurs twice is kept only where it occurs first.</summary>
    public static IReadOnlyList<Recipient> Of(Email email) =>
    [
        .. Of(email.To, RecipientKind.To)
            .Concat(Of(email.Cc, RecipientKind.Cc))
            .Concat(Of(email.Bcc, RecipientKind.Bcc))
            .DistinctBy(recipient => recipient.Address, StringComparer.OrdinalIgnoreCase)
            .Select(recipient => email.ScheduledAt is null ? recipient : recipient with { Status = EmailStatus.Scheduled }),
    ];

    /// <summary>Returns the status of the whole email: deferred while a recipient is due, and sent if at least one was sent.</summary>
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
