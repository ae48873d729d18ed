using EmailDispatch.Naming;

namespace EmailDispatch.Status;

/// <summary>What the reports about an email come to.</summary>
public static class DeliveryReports
{
    /// <summary>The status of a recipient in the words of the API: the report's where there is one.</summary>
    public static string ToName(this Recipient recipient) => recipient.Report?.Kind.ToName() ?? recipient.Status.ToName();

    /// <summary>
    /// The last event of an email in the words of the Resend API: of a sent one what is worst of the reports, and <c>delivered</c> only where
    /// all recipients that a provider accepted were.
    /// </summary>
    public static string ToLastEvent(this EmailRow row)
    {
        if (row.Status != EmailStatus.Sent)
            return row.Status.ToLastEvent();

        var sent = row.Recipients.Where(r => r.Status == EmailStatus.Sent).ToList();
        var worst = sent.Max(r => r.Report?.Kind);
        return worst is null || (worst == ReportKind.Delivered && sent.Any(r => r.Report is null)) ? row.Status.ToLastEvent() : worst.Value.ToName();
    }

    /// <summary>Whether a report may be kept for a recipient: a provider accepted it, or may have.</summary>
    public static bool MayHaveReport(this Recipient recipient) => recipient.Status is EmailStatus.Sent or EmailStatus.Unknown;

    /// <summary>Whether the email was offered to a provider.</summary>
    public static bool WasOfferedTo(this EmailRow row, string provider) =>
        row.Provider == provider || row.Attempts.Any(a => a.Provider == provider)
        || row.OmittedAttempts.Any(t => t.Provider == provider || t.Provider == AttemptHistory.OtherProviders);
}
