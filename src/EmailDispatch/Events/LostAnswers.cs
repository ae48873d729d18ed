using EmailDispatch.Emails;
using EmailDispatch.Events.Dialects;
using EmailDispatch.Naming;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;
using EmailDispatch.Status;
using EmailDispatch.Suppressions;

namespace EmailDispatch.Events;

/// <summary>
/// Emails whose reply after the final dot was lost. An event about one of the recipients proves that the provider has the message, and a message is
/// accepted for all its recipients at once (RFC 5321 section 4.1.1.4).
/// </summary>
internal static class LostAnswers
{
    private static readonly string OutcomeUnknown = FailureCategory.OutcomeUnknown.ToName();

    /// <summary>Marks the affected recipients as sent if an event proves that the provider has the message; otherwise returns the same row.</summary>
    public static EmailRow Settle(EmailRow row, string provider, IEnumerable<DeliveryEvent> events)
    {
        if (row.Status is not (EmailStatus.Deferred or EmailStatus.Unknown or EmailStatus.Sent) || FindAttempt(row, provider) is not { } attempt)
            return row;

        var open = row.Recipients.Where(IsOpen).Select(r => SuppressionKey.Normalise(r.Address)).ToList();
        var told = events.Where(e => IsAbout(e, open, row)).ToList();
        if (told.Count == 0)
            return row;

        var recipients = row.Recipients.Select(r => IsOpen(r) ? r with { Status = EmailStatus.Sent, Reply = null, Category = null } : r).ToList();
        var summary = RecipientList.Summarise(recipients);
        return row with
        {
            Recipients = recipients,
            Status = summary,
            Provider = attempt.Provider,
            SentAt = row.SentAt ?? attempt.At.AddMilliseconds(attempt.Milliseconds),
            NextAttemptAt = summary.IsTerminal() ? null : row.NextAttemptAt,
        };
    }

    // A later attempt has asked again, so its result counts.
    private static Attempt? FindAttempt(EmailRow row, string provider) => row.Attempts.LastOrDefault(a => a.Number == row.AttemptNumber) is { } last
        && last.Phase == SmtpPhase.FinalDot.ToName() && last.Outcome is AttemptOutcome.Deferred or AttemptOutcome.Unknown && last.Code is null
        && last.Provider == provider ? last : null;

    private static bool IsOpen(Recipient recipient) => recipient.Status is EmailStatus.Deferred or EmailStatus.Unknown && recipient.Category == OutcomeUnknown;

    private static bool IsAbout(DeliveryEvent told, List<string> open, EmailRow row) => told.Recipient is null
        ? open.Count > 0 && row.Recipients.Count == 1
        : EmailAddressParser.TryParse(told.Recipient, out var address, out _) && open.Contains(SuppressionKey.Normalise(address.Address));
}
