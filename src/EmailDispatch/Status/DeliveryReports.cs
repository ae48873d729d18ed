using EmailDispatch.Naming;

namespace EmailDispatch.Status;

/// <summary>Combines statuses with the reports of providers.</summary>
public static class DeliveryReports
{
    /// <summary>The recipient's status as the API shows it: that of the report, if there is one.</summary>
    public static string ToName(this Recipient recipient) => recipient.Report?.Kind.ToName() ?? recipient.Status.ToName();

    /// <summary>
    /// The email's last event, named as in the Resend API. For a sent email it is the worst report, but <c>delivered</c> only if all recipients that a provider
    /// accepted were delivered.
    /// </summary>
    public static string ToLastEvent(this EmailRow row)
    {
        if (row.Status != EmailStatus.Sent)
            return row.Status.ToLastEvent();

        var sent = row.Recipients.Where(r => r.Status == EmailStatus.Sent).ToList();
        var worst = sent.Max(r => r.Report?.Kind);
        return worst is null || (worst == ReportKind.Delivered && sent.Any(r => r.Report is null)) ? row.Status.ToLastEvent() : worst.Value.ToName();
    }

    /// <summary>Whether reports are kept for a recipient: a provider accepted it, or may have.</summary>
    public static bool MayHaveReport(this Recipient recipient) => recipient.Status is EmailStatus.Sent or EmailStatus.Unknown;

    /// <summary>Whether the email was, or may have been, offered to a provider.</summary>
    public static bool WasOfferedTo(this EmailRow row, string provider) =>
        row.WasTriedAt(provider) || row.WasTriedAt(AttemptHistory.OtherProviders);
}
