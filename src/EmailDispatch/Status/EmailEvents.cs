using EmailDispatch.Endpoints;

namespace EmailDispatch.Status;

/// <summary>
/// Derives events from a write of a status row: one for each recipient whose state differs from the stored one, named like the last event in the API.
/// Recipients with the same event and reason share one. A recipient that is sent because its provider reports on it has two: sent, and what is reported.
/// Staying deferred, and being canceled, queued again or unknown, are not events.
/// </summary>
internal static class EmailEvents
{
    /// <summary>Returns the events that result from writing a row over its stored version.</summary>
    public static List<EmailEvent> Of(EmailRow row, DateTimeOffset now)
    {
        var before = (row.Stored ?? []).DistinctBy(r => r.Address, StringComparer.OrdinalIgnoreCase).ToDictionary(r => r.Address, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. row.Recipients
                .SelectMany(recipient => ChangesOf(recipient, before.GetValueOrDefault(recipient.Address)), (recipient, type) => (Recipient: recipient, Type: type))
                .OrderByDescending(r => r.Type == EventTypes.Sent)
                .GroupBy(r => (r.Type, Reason: ReasonOf(r.Recipient, r.Type, row), Category: CategoryOf(r.Recipient, r.Type), At: r.Type == EventTypes.Sent ? row.SentAt : r.Recipient.Report?.At))
                .Select(group => new EmailEvent(group.Key.Type, group.Key.At ?? now, [.. group.Select(r => r.Recipient.Address)])
                {
                    Reason = group.Key.Reason,
                    Category = group.Key.Category,
                }),
        ];
    }

    private static IEnumerable<string> ChangesOf(Recipient recipient, Recipient? before)
    {
        if (recipient is { Status: EmailStatus.Sent, Report: not null } && before?.Status != EmailStatus.Sent)
            yield return EventTypes.Sent;
        if (TypeOf(recipient) is { } type && type != (before is null ? null : TypeOf(before)))
            yield return type;
    }

    private static string? TypeOf(Recipient recipient) => recipient.Report?.Kind switch
    {
        ReportKind.Delivered => EventTypes.Delivered,
        ReportKind.Bounced => EventTypes.Bounced,
        ReportKind.Complained => EventTypes.Complained,
        _ => recipient.Status switch
        {
            EmailStatus.Scheduled => EventTypes.Scheduled,
            EmailStatus.Sent => EventTypes.Sent,
            EmailStatus.Deferred => EventTypes.DeliveryDelayed,
            EmailStatus.Bounced => EventTypes.Bounced,
            EmailStatus.Failed or EmailStatus.Rejected => EventTypes.Failed,
            EmailStatus.Suppressed => EventTypes.Suppressed,
            _ => null,
        },
    };

    private static string? CategoryOf(Recipient recipient, string type) => type == EventTypes.Sent ? null : recipient.Report?.Category ?? recipient.Category;

    private static string? ReasonOf(Recipient recipient, string type, EmailRow row) => type switch
    {
        EventTypes.Scheduled or EventTypes.Sent or EventTypes.Delivered or EventTypes.Complained => null,
        EventTypes.Failed when row.Errors is [var error, ..] => $"{error.Field} {error.Message}".Trim(),
        _ => recipient.Report?.Reason ?? recipient.Reply,
    };
}
