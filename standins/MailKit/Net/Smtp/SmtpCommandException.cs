using MimeKit;

namespace MailKit.Net.Smtp;

public class SmtpCommandException : CommandException
{
    public SmtpCommandException(SmtpErrorCode code, SmtpStatusCode status, string message)
        : base(message)
    {
        ErrorCode = code;
        StatusCode = status;
    }

    public SmtpCommandException(SmtpErrorCode code, SmtpStatusCode status, string message, Exception innerException)
        : base(message, innerException)
    {
        ErrorCode = code;
        StatusCode = status;
    }

    public SmtpCommandException(SmtpErrorCode code, SmtpStatusCode status, MailboxAddress mailbox, string message)
        : this(code, status, message) => Mailbox = mailbox;

    public SmtpErrorCode ErrorCode { get; }

    public SmtpStatusCode StatusCode { get; }

    public MailboxAddress? Mailbox { get; }
}
