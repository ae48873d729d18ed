using EmailDispatch.Status;

namespace EmailDispatch.Events.Mail;

/// <summary>What a returned email tells of one recipient.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Recipient">The recipient's address; null if it is not told.</param>
/// <param name="Reason">The receiving server's words.</param>
/// <param name="At">When; null if it is not told.</param>
internal sealed record MailFinding(ReportKind Kind, string? Recipient, string? Reason, DateTimeOffset? At = null);
