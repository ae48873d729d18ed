using EmailDispatch.Status;

namespace EmailDispatch.Events.Mail;

/// <summary>The report of a returned email about one recipient.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Recipient">The recipient's address; null if not given.</param>
/// <param name="Reason">The receiving server's text.</param>
/// <param name="At">The time; null if not given.</param>
internal sealed record MailFinding(ReportKind Kind, string? Recipient, string? Reason, DateTimeOffset? At = null);
