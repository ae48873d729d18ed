using EmailDispatch.Status;
using MimeKit;

namespace EmailDispatch.Events.Mail;

/// <summary>A complaint (RFC 5965), or the format of Outlook.com: the email itself, with the complainant's address in a field.</summary>
internal sealed class FeedbackReport(HeaderList fields)
{
    /// <summary>Finds the report in a message; null if there is none.</summary>
    public static FeedbackReport? Find(IEnumerable<MimeEntity> parts, ReturnedContent content)
    {
        if (parts.OfType<MessageFeedbackReport>().FirstOrDefault() is { } report)
            return new FeedbackReport(report.Fields);
        return content.ComplainedBy() is { } address ? new FeedbackReport(new HeaderList { { "Feedback-Type", "abuse" }, { "Original-Rcpt-To", address } }) : null;
    }

    /// <summary>The complaints. Reports about authentication, unsubscriptions and "not spam" are none.</summary>
    public IEnumerable<MailFinding> Read()
    {
        if ((fields["Feedback-Type"]?.Trim() ?? "").ToLowerInvariant() is not ("abuse" or "fraud" or "virus" or "other" or "complaint"))
            return [];

        // Most services omit the address; then the recipients of the email apply.
        var recipients = fields.Where(field => field.Field.Equals("Original-Rcpt-To", StringComparison.OrdinalIgnoreCase) || field.Field.Equals("Removal-Recipient", StringComparison.OrdinalIgnoreCase))
            .SelectMany(field => Addresses.In(field.Value)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return recipients.Count == 0 ? [new MailFinding(ReportKind.Complained, null, null)] : recipients.Select(one => new MailFinding(ReportKind.Complained, one, null));
    }
}
