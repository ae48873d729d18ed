using EmailDispatch.Status;

namespace EmailDispatch.Events.Mail;

/// <summary>What a returned email reports about one recipient; null for values that it does not contain.</summary>
internal sealed record MailFinding(ReportKind Kind, string? Recipient, string? Reason, DateTimeOffset? At = null);
